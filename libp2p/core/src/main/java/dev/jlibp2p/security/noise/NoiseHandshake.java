package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.AeadKey;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Quote;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.PeerIdMismatchException;
import dev.jlibp2p.security.SecurityContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The libp2p handshake on top of Noise XX, without input or output: who proves what in which message. Not thread-safe.
 */
final class NoiseHandshake {

    private static final byte[] NO_PAYLOAD = {};

    private final HandshakeState state;

    private final NoiseKeys keys;

    private final SecurityContext context;

    private int written;

    private @Nullable PublicKey peerKey;

    private @Nullable PeerId peer;

    private @Nullable ProtocolId muxer;

    NoiseHandshake(HandshakeState state, NoiseKeys keys, SecurityContext context) {
        this.state = state;
        this.keys = keys;
        this.context = context;
    }

    boolean writesNext() {
        return state.writesNext();
    }

    boolean finished() {
        return state.finished();
    }

    /** Our next message: the initiator's first carries nothing, each one's next proves who we are. */
    byte[] write() throws HandshakeException {
        boolean opening = context.role() == Role.INITIATOR && written == 0;
        written++;
        return state.write(opening ? NO_PAYLOAD : HandshakePayload.encode(keys, context.muxers()));
    }

    /** Takes the peer's next message. */
    void read(byte[] message) throws HandshakeException {
        boolean opening = context.role() == Role.RESPONDER && written == 0;
        byte[] payload = state.read(message);
        if (!opening) {
            prove(HandshakePayload.decode(payload));
        } else if (payload.length != 0) {
            throw new HandshakeException(
                    "the peer's first noise message has " + payload.length + " bytes behind its key");
        }
    }

    /** Whom the handshake has proven; only once it is finished. */
    PublicKey peerKey() {
        return proven(peerKey);
    }

    /** The id of {@link #peerKey}. */
    PeerId peer() {
        return proven(peer);
    }

    /** The muxer both sides named, or {@code null} when one of them named none. */
    @Nullable
    ProtocolId muxer() {
        return muxer;
    }

    /** The keys of the transport phase; only once the handshake is finished. */
    TransportKeys transportKeys() {
        AeadKey[] split = state.split();
        boolean initiator = context.role() == Role.INITIATOR;
        return initiator ? new TransportKeys(split[1], split[0]) : new TransportKeys(split[0], split[1]);
    }

    private void prove(HandshakePayload payload) throws HandshakeException {
        PublicKey key = decode(payload.identityKey());
        if (!NoiseKeys.verify(key, state.peerStaticKey(), payload.signature())) {
            throw new HandshakeException("the peer did not sign its noise static key with the identity key it names");
        }
        PeerId proven = key.peerId();
        PeerId expected = context.expectedPeer();
        if (expected != null && !expected.equals(proven)) {
            throw new PeerIdMismatchException(expected, proven);
        }
        muxer = common(payload.muxers());
        peerKey = key;
        peer = proven;
    }

    private static PublicKey decode(byte[] encoded) throws HandshakeException {
        try {
            return PublicKey.decode(encoded);
        } catch (InvalidDataException e) {
            throw new HandshakeException("the peer names an identity key that is none: " + e.getMessage(), e);
        }
    }

    /** The initiator's favourite among the muxers both sides have. */
    private @Nullable ProtocolId common(List<String> theirs) throws HandshakeException {
        if (theirs.isEmpty() || context.muxers().isEmpty()) {
            return null;
        }
        List<String> ours = context.muxers().stream().map(ProtocolId::toString).toList();
        boolean weInitiate = context.role() == Role.INITIATOR;
        List<String> second = weInitiate ? theirs : ours;
        return (weInitiate ? ours : theirs).stream()
                .filter(second::contains)
                .findFirst()
                .map(ProtocolId::of)
                .orElseThrow(() -> new HandshakeException(
                        "no muxer in common: the peer has " + Quote.shorten(theirs.toString()) + ", we have " + ours));
    }

    private static <T> T proven(@Nullable T result) {
        if (result == null) {
            throw new IllegalStateException("the peer is not proven yet");
        }
        return result;
    }
}
