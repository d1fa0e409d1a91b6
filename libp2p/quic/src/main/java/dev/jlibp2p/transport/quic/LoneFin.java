package dev.jlibp2p.transport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;

/**
 * Sends a FIN again that left in a packet of its own. The library forgets a stream whose bytes are all acknowledged though its
 * FIN is not, and does not send one beside bytes it sends again: the peer would wait for the end for ever. What this repeats
 * the library ignores once it has forgotten the stream.
 */
final class LoneFin {

    private static final long FIRST_MILLIS = 2;

    /** Each after four times as long: the last after half a minute. */
    private static final int TIMES = 7;

    private static final MethodHandle SEND = PrivateMethods.ofConnection("streamSendFin",
            MethodType.methodType(void.class, QuicChannel.class, long.class));

    private LoneFin() {}

    /** On the stream's loop, after its FIN was written. */
    static void repeat(QuicStreamChannel stream) {
        repeat(stream, TIMES);
    }

    private static void repeat(QuicStreamChannel stream, int more) {
        if (!stream.parent().isOpen()) {
            return;
        }
        PrivateMethods.call(SEND, stream.parent(), stream.streamId());
        if (more > 0 && OpenStreams.knows(stream.parent(), stream.streamId())) {
            long after = FIRST_MILLIS << 2 * (TIMES - more);
            stream.eventLoop().schedule(() -> repeat(stream, more - 1), after, TimeUnit.MILLISECONDS);
        }
    }
}
