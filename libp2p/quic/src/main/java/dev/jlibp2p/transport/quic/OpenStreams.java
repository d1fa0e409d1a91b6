package dev.jlibp2p.transport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/**
 * Makes the library forget a stream that has ended. It does so by itself only for streams whose FIN it has read; a stream that
 * was reset stays in its table as long as the connection, which a peer that resets often would fill our memory with. There is
 * no public way to say so, hence the private one; where it is closed the table grows.
 */
final class OpenStreams {

    private static final MethodHandle FORGET = PrivateMethods.ofConnection("streamClosed",
            MethodType.methodType(void.class, QuicChannel.class, long.class));

    private static final MethodHandle CAPACITY = PrivateMethods.ofConnection("streamCapacity",
            MethodType.methodType(long.class, QuicChannel.class, long.class));

    private OpenStreams() {}

    /** Called when the library will deliver nothing of this stream any more. */
    static void forget(QuicChannel connection, long stream) {
        PrivateMethods.call(FORGET, connection, stream);
    }

    /** Whether the library still waits for something of this stream, or has something to send. */
    static boolean knows(QuicChannel connection, long stream) {
        return PrivateMethods.call(CAPACITY, connection, stream) instanceof Long capacity && capacity >= 0;
    }
}
