package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.PeerIdMismatchException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one handshake proves: made before it by {@link PeerTrust#expect}, asked after it. Any thread.
 */
public final class PeerProof {

    private final @Nullable PeerId expected;

    private volatile @Nullable PublicKey publicKey;

    private volatile @Nullable HandshakeException refusal;

    private Consumer<HandshakeException> onRefusal = refused -> {};

    PeerProof(@Nullable PeerId expected) {
        this.expected = expected;
    }

    /**
     * The key the peer's certificate proves.
     *
     * @throws HandshakeException the refusal, or that there was no certificate to judge
     */
    public PublicKey publicKey() throws HandshakeException {
        HandshakeException refused = refusal;
        if (refused != null) {
            throw refused;
        }
        PublicKey proven = publicKey;
        if (proven == null) {
            throw new HandshakeException("the peer showed no certificate in this handshake");
        }
        return proven;
    }

    /** Why the peer was refused, or {@code null} when it was not, or not yet judged. */
    public @Nullable HandshakeException refusal() {
        return refusal;
    }

    void accept(PublicKey key) throws HandshakeException {
        PeerId actual = key.peerId();
        if (expected != null && !expected.equals(actual)) {
            throw new PeerIdMismatchException(expected, actual);
        }
        publicKey = key;
    }

    void refuse(HandshakeException cause) {
        refusal = cause;
        onRefusal.accept(cause);
    }

    /** Whom to tell of a refusal at once, on the thread of the handshake and before the peer hears of it. */
    void onRefusal(Consumer<HandshakeException> listener) {
        onRefusal = listener;
    }
}
