package dev.jlibp2p.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.Provider;
import org.conscrypt.OpenSSLX25519PrivateKey;
import org.conscrypt.OpenSSLX25519PublicKey;

/** X25519 by BoringSSL. */
final class ConscryptKeyAgreement implements KeyAgreement {

    private static final String ALGORITHM = "XDH";

    private final Provider provider = ConscryptProvider.require();

    @Override
    public String name() {
        return "conscrypt";
    }

    @Override
    public KeyPair generate() {
        try {
            java.security.KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM, provider).generateKeyPair();
            byte[] privateKey = ((OpenSSLX25519PrivateKey) pair.getPrivate()).getU();
            byte[] publicKey = ((OpenSSLX25519PublicKey) pair.getPublic()).getU();
            return new KeyPair(privateKey, publicKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Conscrypt lost its X25519", e);
        }
    }

    @Override
    public byte[] agree(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
        KeyLengths.check(privateKey, publicKey);
        byte[] secret = secret(privateKey, publicKey);
        int nonZero = 0;
        for (byte b : secret) {
            nonZero |= b;
        }
        if (nonZero == 0) {
            throw KeyLengths.smallOrder();
        }
        return secret;
    }

    private byte[] secret(byte[] privateKey, byte[] publicKey) throws InvalidKeyException {
        try {
            javax.crypto.KeyAgreement agreement = javax.crypto.KeyAgreement.getInstance(ALGORITHM, provider);
            agreement.init(new OpenSSLX25519PrivateKey(privateKey));
            agreement.doPhase(new OpenSSLX25519PublicKey(publicKey), true);
            return agreement.generateSecret();
        } catch (InvalidKeyException e) {
            throw KeyLengths.smallOrder();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Conscrypt lost its X25519", e);
        }
    }
}
