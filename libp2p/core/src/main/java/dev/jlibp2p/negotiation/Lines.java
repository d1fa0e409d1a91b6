package dev.jlibp2p.negotiation;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Quote;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lines of multistream-select: an unsigned varint with the length, then UTF-8 text that ends in a newline, which counts.
 */
final class Lines {

    /** The longest line that is read or written, newline included. */
    static final int MAX_LENGTH = 1024;

    static final byte[] HEADER = encode("/multistream/1.0.0");

    static final byte[] NOT_AVAILABLE = encode("na");

    static final byte[] LIST = encode("ls");

    private static final int CACHED_PROTOCOLS = 1024;

    private static final ConcurrentHashMap<ProtocolId, byte[]> CACHE = new ConcurrentHashMap<>();

    private Lines() {}

    /** The line that names {@code protocol}. Only for protocols of our own: the result is cached. */
    static byte[] of(ProtocolId protocol) {
        byte[] cached = CACHE.get(protocol);
        if (cached != null) {
            return cached;
        }
        byte[] line = encode(protocol.toString());
        if (CACHE.size() < CACHED_PROTOCOLS) {
            CACHE.put(protocol, line);
        }
        return line;
    }

    /** A message that carries {@code protocols} as lines of their own, as many as fit. */
    static ByteBuf listing(Collection<ProtocolId> protocols) {
        ByteBuf lines = Unpooled.buffer();
        for (ProtocolId protocol : protocols) {
            byte[] line = of(protocol);
            if (lines.readableBytes() + line.length >= MAX_LENGTH) {
                break;
            }
            lines.writeBytes(line);
        }
        lines.writeByte('\n');
        return Unpooled.wrappedBuffer(Unpooled.wrappedBuffer(prefix(lines.readableBytes())), lines);
    }

    /**
     * Takes the next line off {@code input}, prefix included, or returns {@code null} and takes nothing when it is incomplete.
     * The result shares the memory of {@code input} and is valid until that is released.
     */
    static @Nullable ByteBuf read(ByteBuf input) throws NegotiationException {
        int available = input.readableBytes();
        if (available == 0) {
            return null;
        }
        int start = input.readerIndex();
        int length = input.getByte(start);
        int prefix = 1;
        if (length < 0) {
            if (available == 1) {
                return null;
            }
            length = twoByteLength(length, input.getByte(start + 1));
            prefix = 2;
        }
        if (length == 0 || length > MAX_LENGTH) {
            throw new NegotiationException("the peer announced a line of " + length + " bytes; 1 to " + MAX_LENGTH
                    + " are allowed, newline included");
        }
        if (available < prefix + length) {
            return null;
        }
        if (input.getByte(start + prefix + length - 1) != '\n') {
            throw new NegotiationException("the peer sent a line of " + length
                    + " bytes that does not end in a newline: it does not speak multistream-select");
        }
        return input.readSlice(prefix + length);
    }

    /** The text of a line without prefix and newline. */
    static String text(ByteBuf line) {
        int prefix = line.getByte(line.readerIndex()) < 0 ? 2 : 1;
        return line.toString(line.readerIndex() + prefix, line.readableBytes() - prefix - 1, StandardCharsets.UTF_8);
    }

    static boolean matches(ByteBuf line, byte[] expected) {
        int length = line.readableBytes();
        if (length != expected.length) {
            return false;
        }
        int start = line.readerIndex();
        for (int i = 0; i < length; i++) {
            if (line.getByte(start + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The text of a line as it may appear in a message to people: of what is no protocol id, only how long it is. Whoever may
     * have this node dial would else read here what services answer that only this node reaches.
     */
    static String printable(ByteBuf line) {
        String text = text(line);
        return text.startsWith("/") ? Quote.shorten(text) : text.length() + " characters that are no protocol id";
    }

    private static int twoByteLength(int first, int second) throws NegotiationException {
        if (second <= 0) {
            throw new NegotiationException("the peer announced a line with the length prefix "
                    + Integer.toHexString(first & 0xff) + " " + Integer.toHexString(second & 0xff)
                    + "; lengths are minimal varints up to " + MAX_LENGTH);
        }
        return first & 0x7f | second << 7;
    }

    private static byte[] encode(String text) {
        byte[] bytes = (text + '\n').getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_LENGTH) {
            throw new IllegalArgumentException("the protocol id " + text + " has " + (bytes.length - 1)
                    + " bytes; multistream-select carries at most " + (MAX_LENGTH - 1));
        }
        byte[] prefix = prefix(bytes.length);
        byte[] line = new byte[prefix.length + bytes.length];
        System.arraycopy(prefix, 0, line, 0, prefix.length);
        System.arraycopy(bytes, 0, line, prefix.length, bytes.length);
        return line;
    }

    private static byte[] prefix(int length) {
        return length < 0x80 ? new byte[]{(byte) length} : new byte[]{(byte) (length | 0x80), (byte) (length >>> 7)};
    }
}
