package dev.jlibp2p.security.pnet;

import dev.jlibp2p.identity.KeyFilePermissions;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.security.ConnectionProtector;
import io.netty.channel.Channel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/** The key of a private network: 32 bytes that all its members have. Immutable; any thread; never printed. */
public final class PreSharedKey {

    /** Bytes of a key. */
    public static final int LENGTH = 32;

    private static final int FINGERPRINT_LENGTH = 16;

    private static final int FINGERPRINT_INPUT = 64;

    private static final byte[] FINGERPRINT_NONCE = "finprint".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key;

    private PreSharedKey(byte[] key) {
        this.key = key;
    }

    /** The key of these bytes, which are copied. */
    public static PreSharedKey of(byte[] key) {
        if (key.length != LENGTH) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes, expected " + LENGTH);
        }
        return new PreSharedKey(key.clone());
    }

    /** The key in what a {@code swarm.key} file holds, as go reads it. The message of a failure has none of it. */
    public static PreSharedKey read(byte[] file) throws InvalidDataException {
        return new PreSharedKey(SwarmKey.read(file));
    }

    /**
     * The key in a {@code swarm.key} file, which nobody but its owner and group may read. Blocks. Fails with an
     * {@link IOException} that names the file.
     */
    public static PreSharedKey load(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new IOException("swarm key file " + file + " does not exist");
        }
        KeyFilePermissions.require(file);
        if (Files.size(file) > SwarmKey.MAX_LENGTH) {
            throw new InvalidDataException("swarm key file " + file + " has " + Files.size(file)
                    + " bytes: expected at most " + SwarmKey.MAX_LENGTH);
        }
        try {
            return read(Files.readAllBytes(file));
        } catch (InvalidDataException e) {
            throw new InvalidDataException(file + " holds " + e.getMessage(), e);
        }
    }

    /**
     * What tells two keys apart without giving them away: 16 bytes in hexadecimal, the same in go and rust.
     */
    public String fingerprint() {
        // Not of the key itself but of a key stream, so that the hash alone does not stand between a reader and the key.
        Salsa20Engine stream = new Salsa20Engine();
        stream.init(true, new ParametersWithIV(new KeyParameter(key), FINGERPRINT_NONCE));
        byte[] input = new byte[FINGERPRINT_INPUT];
        stream.processBytes(input, 0, input.length, input, 0);
        SHAKEDigest digest = new SHAKEDigest(128);
        digest.update(input, 0, input.length);
        byte[] fingerprint = new byte[FINGERPRINT_LENGTH];
        digest.doFinal(fingerprint, 0, fingerprint.length);
        return HexFormat.of().formatHex(fingerprint);
    }

    /**
     * Closes a node off from all who do not have this key.
     *
     * @param random for the nonces, which have to be different for every connection under this key
     */
    public ConnectionProtector protector(RandomGenerator random) {
        return new ConnectionProtector() {

            @Override
            public void protect(Channel channel) {
                byte[] nonce = new byte[XSalsa20.NONCE_LENGTH];
                random.nextBytes(nonce);
                channel.pipeline().addLast(new ProtectedChannelHandler(PreSharedKey.this, nonce));
            }

            @Override
            public String fingerprint() {
                return PreSharedKey.this.fingerprint();
            }
        };
    }

    XSalsa20 stream(byte[] nonce) {
        return new XSalsa20(key, nonce);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PreSharedKey that && MessageDigest.isEqual(key, that.key);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(key);
    }

    @Override
    public String toString() {
        return "key of the private network " + fingerprint();
    }
}
