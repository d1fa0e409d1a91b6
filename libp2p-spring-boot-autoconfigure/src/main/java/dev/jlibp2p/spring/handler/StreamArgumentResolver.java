package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/** Arguments that come from the stream and its connection, never from what the peer wrote. */
final class StreamArgumentResolver implements HandlerMethodArgumentResolver {

    /** A method that takes one of these works on the bytes itself. */
    static final Set<Class<?>> BYTES = Set.of(Stream.class, InputStream.class, OutputStream.class);

    private static final Set<Class<?>> CIRCUMSTANCES = Set.of(PeerId.class, ProtocolId.class, Connection.class);

    static boolean supports(Class<?> type) {
        return BYTES.contains(type) || CIRCUMSTANCES.contains(type);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return supports(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(MethodParameter parameter, Message<?> message) {
        Stream stream = ((StreamMessage) message).stream();
        Class<?> type = parameter.getParameterType();
        if (type == PeerId.class) {
            return stream.peer();
        }
        if (type == ProtocolId.class) {
            return stream.protocol();
        }
        if (type == Connection.class) {
            return stream.connection();
        }
        if (type == InputStream.class) {
            return stream.input();
        }
        return type == OutputStream.class ? stream.output() : stream;
    }
}
