package dev.jlibp2p.multiformats;

/**
 * Foreign text for an error message or the log: short, and without characters that could forge a line. Stateless; any
 * thread.
 */
public final class Quote {
    private static final int MAX = 128;

    private Quote() {}

    /** The text itself, or its first 128 characters and its length; control characters become question marks. */
    public static String shorten(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX); i++) {
            char next = text.charAt(i);
            out.append(Character.isISOControl(next) ? '?' : next);
        }
        return text.length() > MAX ? out + "… (" + text.length() + " characters)" : out.toString();
    }
}
