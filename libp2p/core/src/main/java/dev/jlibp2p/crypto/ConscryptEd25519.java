package dev.jlibp2p.crypto;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ed25519 by BoringSSL, through Conscrypt: the fastest, where its native library loads. */
final class ConscryptEd25519 implements SignatureAlgorithm {
    private static final Logger LOG = LoggerFactory.getLogger(ConscryptEd25519.class);
    private static final String NAME = "Ed25519";

    private final Provider provider;

    private ConscryptEd25519(Provider provider) {
        this.provider = provider;
    }

    /** The back end, if Conscrypt is on the class path, has a library for this machine, and signs. */
    static Optional<SignatureAlgorithm> available() {
        if (!ConscryptProvider.available()) {
            return Optional.empty();
        }
        try {
            SignatureAlgorithm algorithm = new ConscryptEd25519(ConscryptProvider.require());
            Signer signer = algorithm.signer(Ed25519Keys.privateKey(new byte[Ed25519Keys.SEED]));
            byte[] data = {1};
            boolean works = algorithm.verifier(signer.publicKey()).verify(data, signer.sign(data));
            return works ? Optional.of(algorithm) : Optional.empty();
        } catch (RuntimeException | InvalidDataException e) {
            LOG.debug("Conscrypt does not serve Ed25519 here: {}", e.toString());
            return Optional.empty();
        }
    }

    @Override
    public Verifier verifier(byte[] publicKey) throws InvalidDataException {
        byte[] encoded = Der.element(Der.SEQUENCE, algorithm(), Der.bitString(Ed25519Keys.requirePublic(publicKey)));
        PublicKey key;
        try {
            key = KeyFactory.getInstance(NAME, provider).generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new InvalidDataException("Ed25519 public key was refused", e);
        }
        return (data, signature) -> signature.length == Ed25519Keys.SIGNATURE && verify(key, data, signature);
    }

    @Override
    public Signer signer(byte[] privateKey) throws InvalidDataException {
        byte[] seed = Ed25519Keys.seed(privateKey);
        byte[] publicKey = Ed25519Keys.publicKey(seed);
        byte[] inner = Der.element(Der.OCTET_STRING, seed);
        byte[] version = Der.element(Der.INTEGER, new byte[1]);
        byte[] encoded = Der.element(Der.SEQUENCE, version, algorithm(), Der.element(Der.OCTET_STRING, inner));
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(NAME, provider).generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new InvalidDataException("Ed25519 private key was refused", e);
        }
        return new Signer() {
            @Override
            public byte[] sign(byte[] data) {
                return ConscryptEd25519.this.sign(key, data);
            }

            @Override
            public byte[] publicKey() {
                return publicKey.clone();
            }
        };
    }

    @Override
    public byte[] generate(SecureRandom random) {
        return Ed25519Keys.generate(random);
    }

    @Override
    public String backEnd() {
        return "Conscrypt";
    }

    private byte[] sign(PrivateKey key, byte[] data) {
        try {
            Signature signature = Signature.getInstance(NAME, provider);
            signature.initSign(key);
            signature.update(data);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Conscrypt does not sign with a key it took", e);
        }
    }

    private boolean verify(PublicKey key, byte[] data, byte[] bytes) {
        try {
            Signature signature = Signature.getInstance(NAME, provider);
            signature.initVerify(key);
            signature.update(data);
            return signature.verify(bytes);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Conscrypt does not verify with a key it took", e);
        }
    }

    private static byte[] algorithm() {
        return Der.element(Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, Oid.ED25519));
    }
}
