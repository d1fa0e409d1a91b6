package dev.jlibp2p.transport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the library's connection can do and has no public way to ask for; where it is closed to us, nothing happens. */
final class PrivateMethods {

    private static final Logger log = LoggerFactory.getLogger(PrivateMethods.class);

    private static final String CONNECTION = "io.netty.handler.codec.quic.QuicheQuicChannel";

    private PrivateMethods() {}

    /** @param type with {@link QuicChannel} as its first parameter */
    static MethodHandle ofConnection(String name, MethodType type) {
        try {
            Class<?> connection = Class.forName(CONNECTION, false, QuicChannel.class.getClassLoader());
            return MethodHandles.privateLookupIn(connection, MethodHandles.lookup())
                    .findVirtual(connection, name, type.dropParameterTypes(0, 1))
                    .asType(type);
        } catch (ReflectiveOperationException | RuntimeException e) {
            log.warn("the QUIC library has no {} that can be called; expect less of QUIC: {}", name, e.toString());
            return MethodHandles.empty(type);
        }
    }

    /** What it returns; null if nothing, or if it fails. */
    static @Nullable Object call(MethodHandle method, QuicChannel connection, long stream) {
        try {
            return method.invoke(connection, stream);
        } catch (Throwable e) {
            log.debug("stream {} of {}: {}", stream, connection, e.toString());
            return null;
        }
    }
}
