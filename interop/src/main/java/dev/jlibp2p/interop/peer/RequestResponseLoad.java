package dev.jlibp2p.interop.peer;

import java.nio.ByteBuffer;
import tools.jackson.databind.JsonNode;

/**
 * Requests to send.
 *
 * @param size of one, without the four bytes of its length
 * @param inFlight so many at a time
 */
record RequestResponseLoad(int size, int count, int inFlight) {

    static RequestResponseLoad of(JsonNode call) {
        return new RequestResponseLoad(call.path("size").asInt(1024), call.path("count").asInt(1),
                Math.max(1, call.path("inflight").asInt(1)));
    }

    /** A request as it goes over the wire. */
    byte[] request() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + size).putInt(size);
        while (bytes.hasRemaining()) {
            bytes.put((byte) bytes.position());
        }
        return bytes.array();
    }
}
