package dev.jlibp2p.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The one reader and writer of length-prefixed messages (unsigned varint, then as many bytes) on blocking streams. Every
 * protocol uses it, for requests and answers alike, because a length is what a peer likes to lie about.
 */
public final class DelimitedMessages {

    private static final int MAX_PREFIX_BYTES = 4;

    private DelimitedMessages() {}

    /**
     * Reads one message.
     *
     * @param limit of its length in bytes; checked before anything is allocated; at most 2^28 - 1
     * @throws EOFException if the stream ends before or inside the message
     * @throws MalformedMessageException if the length is above the limit, or badly encoded
     */
    public static byte[] read(InputStream input, int limit) throws IOException {
        int length = readLength(input);
        if (length > limit) {
            throw new MalformedMessageException("message of " + length + " bytes (expected: at most " + limit + ")");
        }
        byte[] message = input.readNBytes(length);
        if (message.length < length) {
            throw new EOFException("message cut after " + message.length + " of " + length + " bytes");
        }
        return message;
    }

    /** Writes one message; does not flush. */
    public static void write(OutputStream output, byte[] message) throws IOException {
        int rest = message.length;
        while (rest > 0x7f) {
            output.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        output.write(rest);
        output.write(message);
    }

    private static int readLength(InputStream input) throws IOException {
        int length = 0;
        for (int i = 0; i < MAX_PREFIX_BYTES; i++) {
            int next = input.read();
            if (next < 0) {
                throw new EOFException(i == 0 ? "end of stream" : "message length cut after " + i + " bytes");
            }
            length |= (next & 0x7f) << 7 * i;
            if (next < 0x80) {
                if (next == 0 && i > 0) {
                    throw new MalformedMessageException("message length is not minimally encoded");
                }
                return length;
            }
        }
        throw new MalformedMessageException("message length of more than " + MAX_PREFIX_BYTES + " bytes");
    }
}
