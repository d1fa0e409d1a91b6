package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.AeadKey;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Chaining key, transcript hash and current cipher of a Noise handshake.
 *
 * @see <a href="https://noiseprotocol.org/noise.html#the-symmetricstate-object">Noise, section 5.2</a>
 */
final class SymmetricState {

    private static final String MAC = "HmacSHA256";

    private static final byte[] NOTHING = {};

    private final Aead aead;

    private final MessageDigest digest = sha256();

    private final Mac mac = hmac();

    private byte[] chainingKey;

    private byte[] hash;

    private @Nullable AeadKey key;

    private long nonce;

    SymmetricState(String protocolName, Aead aead) {
        this.aead = aead;
        byte[] name = protocolName.getBytes(StandardCharsets.US_ASCII);
        this.hash = name.length <= digest.getDigestLength()
                ? Arrays.copyOf(name, digest.getDigestLength())
                : digest.digest(name);
        this.chainingKey = hash;
    }

    void mixHash(byte[] data) {
        digest.update(hash);
        hash = digest.digest(data);
    }

    void mixKey(byte[] material) {
        byte[][] outputs = expand(material);
        chainingKey = outputs[0];
        key = aead.key(outputs[1]);
        nonce = 0;
    }

    byte[] encryptAndHash(byte[] plaintext) {
        AeadKey current = key;
        byte[] ciphertext = current == null ? plaintext : current.seal(nonce++, hash, plaintext);
        mixHash(ciphertext);
        return ciphertext;
    }

    byte[] decryptAndHash(byte[] ciphertext) throws AEADBadTagException {
        AeadKey current = key;
        byte[] plaintext = ciphertext;
        if (current != null) {
            plaintext = current.open(nonce, hash, ciphertext);
            nonce++;
        }
        mixHash(ciphertext);
        return plaintext;
    }

    /** The keys of the transport phase: the initiator writes with the first, the responder with the second. */
    AeadKey[] split() {
        byte[][] outputs = expand(NOTHING);
        return new AeadKey[]{aead.key(outputs[0]), aead.key(outputs[1])};
    }

    private byte[][] expand(byte[] material) {
        byte[] secret = authenticate(chainingKey, material, NOTHING);
        byte[] first = authenticate(secret, NOTHING, new byte[]{1});
        return new byte[][]{first, authenticate(secret, first, new byte[]{2})};
    }

    private byte[] authenticate(byte[] secret, byte[] data, byte[] more) {
        try {
            mac.init(new SecretKeySpec(secret, MAC));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes any key", e);
        }
        mac.update(data);
        return mac.doFinal(more);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Mac hmac() {
        try {
            return Mac.getInstance(MAC);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }
}
