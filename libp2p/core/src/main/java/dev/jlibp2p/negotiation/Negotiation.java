package dev.jlibp2p.negotiation;

import dev.jlibp2p.identity.ProtocolId;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Settles the protocol of a channel by multistream-select 1.0.
 *
 * <p>Every method is called on the channel's event loop with auto-read off, and adds one handler to the end of the pipeline.
 * That handler reads only what it needs. Once the protocol is settled it holds what came behind the negotiation, delivers
 * <em>nothing</em> until a handler added later reads, and on that read leaves the pipeline and hands over what it holds: no
 * byte and no end of input is lost, whenever the next handler is added.
 *
 * <p>Futures complete on the event loop. They fail with {@link NegotiationException} when the peer breaks the protocol, with
 * {@link java.io.EOFException} when it ends first, with whatever broke the channel otherwise. Closing a channel that failed
 * is the caller's duty, and so is the deadline.
 *
 * <p>Bounds: 1024 bytes a line, {@value Responder#MAX_REJECTIONS} refused proposals, {@value Responder#MAX_LISTINGS} requests
 * to list; nothing is read while the peer does not take the answers.
 *
 * @see <a href="https://github.com/multiformats/multistream-select">multistream-select</a>
 * @see <a href="https://github.com/libp2p/specs/tree/master/connections">libp2p connections: negotiating protocols</a>
 */
public final class Negotiation {

    private Negotiation() {}

    /**
     * Proposes {@code protocols} one after the other; the first one travels together with the header. Fails with
     * {@link dev.jlibp2p.connection.ProtocolNotSupportedException} when the peer refuses all of them.
     */
    public static Future<ProtocolId> propose(Channel channel, List<ProtocolId> protocols) {
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("propose at least one protocol");
        }
        EagerInitiator initiator = new EagerInitiator(channel.eventLoop().newPromise(), List.copyOf(protocols));
        channel.pipeline().addLast(initiator);
        return initiator.settled();
    }

    /**
     * Proposes {@code protocol} without waiting for an answer. Header and proposal are written, and leave with the first flush
     * or the first read of a later handler. The peer's confirmation never reaches later handlers; a refusal reaches them as
     * {@code exceptionCaught} with a {@link dev.jlibp2p.connection.ProtocolNotSupportedException} and closes the channel. The
     * future learns of either before they do.
     */
    public static Future<ProtocolId> proposeLazily(Channel channel, ProtocolId protocol) {
        LazyInitiator initiator = new LazyInitiator(channel.eventLoop().newPromise(), protocol);
        channel.pipeline().addLast(initiator);
        return initiator.confirmed();
    }

    /** Answers the peer's proposals, accepting the first one that is among {@code supported}. */
    public static Future<ProtocolId> answer(Channel channel, Collection<ProtocolId> supported) {
        return answer(channel, supported::contains, () -> supported);
    }

    /**
     * Answers the peer's proposals, accepting the first one that passes {@code supports}.
     *
     * @param supports called on the event loop for each proposal
     * @param listed what to name to a peer that asks for a list, and in errors; called only then
     */
    public static Future<ProtocolId> answer(
            Channel channel, Predicate<? super ProtocolId> supports,
            Supplier<? extends Collection<ProtocolId>> listed) {
        Responder responder = new Responder(channel.eventLoop().newPromise(), supports, listed);
        channel.pipeline().addLast(responder);
        return responder.settled();
    }
}
