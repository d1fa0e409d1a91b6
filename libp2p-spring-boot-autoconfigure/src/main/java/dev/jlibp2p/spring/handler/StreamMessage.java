package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.Stream;
import java.util.Map;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/** A request and the stream it came on, as Spring's argument resolvers see it. */
record StreamMessage(Stream stream, Object payload) implements Message<Object> {

    /** The payload where the peer sent no request, or none was read. */
    static final Object ABSENT = new Object();

    private static final MessageHeaders HEADERS = new MessageHeaders(Map.of());

    @Override
    public Object getPayload() {
        return payload;
    }

    @Override
    public MessageHeaders getHeaders() {
        return HEADERS;
    }

    /** Ends up in messages of exceptions: nothing the peer wrote. */
    @Override
    public String toString() {
        return payload instanceof byte[] bytes ? "a request of " + bytes.length + " bytes on " + stream : "no request";
    }
}
