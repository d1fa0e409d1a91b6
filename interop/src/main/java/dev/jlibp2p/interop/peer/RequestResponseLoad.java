package dev.jlibp2p.interop.peer;

import dev.jlibp2p.connection.DelimitedMessages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import tools.jackson.databind.JsonNode;

/**
 * Requests to send.
 *
 * @param size of one, without its length
 * @param inFlight so many at a time
 * @param delimited whether the length is a varint, not four bytes
 */
record RequestResponseLoad(int size, int count, int inFlight, boolean delimited) {

    static RequestResponseLoad of(JsonNode call) {
        return new RequestResponseLoad(call.path("size").asInt(1024), call.path("count").asInt(1),
                Math.max(1, call.path("inflight").asInt(1)), call.path("delimited").asBoolean(false));
    }

    /** A request as it goes over the wire. */
    byte[] request() {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            // Text as well.
            body[i] = (byte) (i & 0x7f);
        }
        if (!delimited) {
            return ByteBuffer.allocate(Integer.BYTES + size).putInt(size).put(body).array();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try {
            DelimitedMessages.write(whole, body);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return whole.toByteArray();
    }
}
