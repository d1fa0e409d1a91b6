package dev.jlibp2p.security.tls;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a client says first, read off the wire. */
final class ClientHello {
    static final int SERVER_NAME = 0;
    static final int ALPN = 16;
    static final int PRE_SHARED_KEY = 41;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int VERSION_AND_RANDOM = 34;

    private ClientHello() {}

    /** The extensions of the hello that begins {@code sent}, which is one record. */
    static List<Integer> extensions(byte[] sent) {
        ByteBuffer hello = ByteBuffer.wrap(sent);
        skip(hello, RECORD_HEADER + HANDSHAKE_HEADER + VERSION_AND_RANDOM);
        skip(hello, hello.get() & 0xff);
        skip(hello, hello.getShort() & 0xffff);
        skip(hello, hello.get() & 0xff);
        int end = (hello.getShort() & 0xffff) + hello.position();
        List<Integer> found = new ArrayList<>();
        while (hello.position() < end) {
            found.add(hello.getShort() & 0xffff);
            skip(hello, hello.getShort() & 0xffff);
        }
        return found;
    }

    private static void skip(ByteBuffer buffer, int bytes) {
        buffer.position(buffer.position() + bytes);
    }
}
