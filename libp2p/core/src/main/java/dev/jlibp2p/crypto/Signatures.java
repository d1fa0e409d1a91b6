package dev.jlibp2p.crypto;

/**
 * The four signature algorithms of libp2p, each with the best back end of this machine: Ed25519 by Conscrypt where it
 * is on the class path and works, else by BouncyCastle; secp256k1 and ECDSA by BouncyCastle; RSA by the Java runtime.
 * The choice is made once, when this class loads. Stateless; any thread.
 */
public final class Signatures {
    public static final SignatureAlgorithm ED25519 = ConscryptEd25519.available().orElseGet(BouncyCastleEd25519::new);
    public static final SignatureAlgorithm SECP256K1 = new Secp256k1();
    public static final SignatureAlgorithm ECDSA = new EcdsaP256();
    public static final SignatureAlgorithm RSA = new Rsa();

    private Signatures() {}
}
