package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.Quote;
import java.nio.charset.StandardCharsets;

/**
 * The name two peers agree on before they speak a protocol, such as {@code /ipfs/ping/1.0.0}. Immutable; any thread.
 *
 * @param text starts with a slash, holds no control character and at most {@value #MAX_BYTES} bytes of UTF-8, what one
 *     multistream-select message can carry
 */
public record ProtocolId(String text) implements Comparable<ProtocolId> {
    /** The longest name, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1023;

    public ProtocolId {
        if (!text.startsWith("/") || text.length() == 1) {
            throw new IllegalArgumentException("protocol id \"" + Quote.shorten(text)
                    + "\": expected a leading '/' and a name, such as /ipfs/ping/1.0.0");
        }
        if (text.length() > MAX_BYTES || isLong(text) && text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("protocol id \"" + Quote.shorten(text) + "\" is longer than "
                    + MAX_BYTES + " bytes");
        }
        if (holdsControl(text)) {
            throw new IllegalArgumentException(
                    "protocol id \"" + Quote.shorten(text) + "\" holds a control character");
        }
    }

    /** The protocol of a name; a malformed one is an {@link IllegalArgumentException}. */
    public static ProtocolId of(String text) {
        return new ProtocolId(text);
    }

    @Override
    public int compareTo(ProtocolId other) {
        return text.compareTo(other.text);
    }

    /** Only then are its bytes worth counting: a character takes three at most. */
    private static boolean isLong(String text) {
        return text.length() > MAX_BYTES / 3;
    }

    private static boolean holdsControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The name itself. */
    @Override
    public String toString() {
        return text;
    }
}
