package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.AeadKey;
import dev.jlibp2p.crypto.KeyAgreement;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.security.HandshakeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.util.List;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;

/**
 * The Noise handshake XX without input or output: messages in, messages out, strictly in turn. Not thread-safe; unusable
 * after the first failure.
 *
 * @see <a href="https://noiseprotocol.org/noise.html#the-handshakestate-object">Noise, section 5.3</a>
 */
final class HandshakeState {

    private static final String PROTOCOL_NAME = "Noise_XX_25519_ChaChaPoly_SHA256";

    private static final int KEY_LENGTH = KeyAgreement.KEY_LENGTH;

    private enum Token {
        E,
        S,
        EE,
        ES,
        SE
    }

    private static final List<List<Token>> PATTERN = List.of(List.of(Token.E),
            List.of(Token.E, Token.EE, Token.S, Token.ES), List.of(Token.S, Token.SE));

    private final KeyAgreement keyAgreement;

    private final Role role;

    private final SymmetricState symmetric;

    private final KeyAgreement.KeyPair staticKey;

    private KeyAgreement.KeyPair ephemeralKey = new KeyAgreement.KeyPair(new byte[0], new byte[0]);

    private byte[] peerStaticKey = {};

    private byte[] peerEphemeralKey = {};

    private int message;

    private boolean failed;

    HandshakeState(NoiseSuite suite, Role role, KeyAgreement.KeyPair staticKey, byte[] prologue) {
        this.keyAgreement = suite.keyAgreement();
        this.role = role;
        this.staticKey = staticKey;
        this.symmetric = new SymmetricState(PROTOCOL_NAME, suite.aead());
        symmetric.mixHash(prologue);
    }

    /** The next message, carrying {@code payload}. */
    byte[] write(byte[] payload) throws HandshakeException {
        begin(true);
        ByteArrayOutputStream out = new ByteArrayOutputStream(2 * KEY_LENGTH + 2 * Aead.TAG_LENGTH + payload.length);
        try {
            for (Token token : PATTERN.get(message)) {
                write(token, out);
            }
        } catch (InvalidKeyException e) {
            throw refused("carries a key that is none", e);
        }
        out.writeBytes(symmetric.encryptAndHash(payload));
        return done(out.toByteArray());
    }

    /** Takes the peer's next message and returns its payload. */
    byte[] read(byte[] bytes) throws HandshakeException {
        begin(false);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            for (Token token : PATTERN.get(message)) {
                read(token, in);
            }
            return done(symmetric.decryptAndHash(take(in, in.remaining())));
        } catch (AEADBadTagException e) {
            throw refused("fails authentication", e);
        } catch (InvalidKeyException e) {
            throw refused("carries a key that is none", e);
        }
    }

    boolean finished() {
        return message == PATTERN.size();
    }

    /** Whether the next message is ours to write. */
    boolean writesNext() {
        return !finished() && (message % 2 == 0) == (role == Role.INITIATOR);
    }

    /** The peer's static key, once a message has brought it. */
    byte[] peerStaticKey() {
        return peerStaticKey;
    }

    /** The keys of the transport phase: the initiator writes with the first, the responder with the second. */
    AeadKey[] split() {
        if (!finished()) {
            throw new IllegalStateException(
                    "the handshake is not finished: " + message + " of 3 messages are exchanged");
        }
        return symmetric.split();
    }

    private void write(Token token, ByteArrayOutputStream out) throws InvalidKeyException {
        switch (token) {
            case E -> {
                ephemeralKey = keyAgreement.generate();
                out.writeBytes(ephemeralKey.publicKey());
                symmetric.mixHash(ephemeralKey.publicKey());
            }
            case S -> out.writeBytes(symmetric.encryptAndHash(staticKey.publicKey()));
            default -> mix(token);
        }
    }

    private void read(Token token, ByteBuffer in) throws HandshakeException, AEADBadTagException, InvalidKeyException {
        switch (token) {
            case E -> {
                peerEphemeralKey = take(in, KEY_LENGTH);
                symmetric.mixHash(peerEphemeralKey);
            }
            case S -> peerStaticKey = symmetric.decryptAndHash(take(in, KEY_LENGTH + Aead.TAG_LENGTH));
            default -> mix(token);
        }
    }

    private void mix(Token token) throws InvalidKeyException {
        boolean initiator = role == Role.INITIATOR;
        boolean ownStatic = initiator ? token == Token.SE : token == Token.ES;
        boolean peerStatic = initiator ? token == Token.ES : token == Token.SE;
        symmetric.mixKey(keyAgreement.agree(
                (ownStatic ? staticKey : ephemeralKey).privateKey(), peerStatic ? peerStaticKey : peerEphemeralKey));
    }

    private byte[] take(ByteBuffer in, int length) throws HandshakeException {
        if (in.remaining() < length) {
            throw refused("is " + (length - in.remaining()) + " bytes too short", null);
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private void begin(boolean writing) {
        if (failed || finished() || writesNext() != writing) {
            throw new IllegalStateException("message " + (message + 1) + " is not to be "
                    + (writing ? "written" : "read") + " by the " + role
                    + (failed ? ": the handshake has failed" : ""));
        }
        failed = true;
    }

    private byte[] done(byte[] result) {
        failed = false;
        message++;
        return result;
    }

    private HandshakeException refused(String reason, @Nullable Throwable cause) {
        return new HandshakeException("noise handshake message " + (message + 1) + " " + reason, cause);
    }
}
