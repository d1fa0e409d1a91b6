package dev.jlibp2p.transport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the library forget a stream that has ended. It does so by itself only for streams whose FIN it has read; a stream that
 * was reset stays in its table as long as the connection, which a peer that resets often would fill our memory with. There is
 * no public way to say so, hence the private one; where it is closed the table grows.
 */
final class OpenStreams {

    private static final Logger log = LoggerFactory.getLogger(OpenStreams.class);

    private static final String CHANNEL = "io.netty.handler.codec.quic.QuicheQuicChannel";

    private static final MethodHandle FORGET = forget();

    private OpenStreams() {}

    /** Called when the library will deliver nothing of this stream any more. */
    static void forget(QuicChannel connection, long stream) {
        try {
            FORGET.invoke(connection, stream);
        } catch (Throwable e) {
            log.debug("stream {} of {} stays in its table", stream, connection, e);
        }
    }

    private static MethodHandle forget() {
        try {
            Class<?> channel = Class.forName(CHANNEL, false, QuicChannel.class.getClassLoader());
            return MethodHandles.privateLookupIn(channel, MethodHandles.lookup())
                    .findVirtual(channel, "streamClosed", MethodType.methodType(void.class, long.class))
                    .asType(MethodType.methodType(void.class, QuicChannel.class, long.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.warn("QUIC streams that are reset stay in memory until their connection ends: {}", e.toString());
            return MethodHandles.empty(MethodType.methodType(void.class, QuicChannel.class, long.class));
        }
    }
}
