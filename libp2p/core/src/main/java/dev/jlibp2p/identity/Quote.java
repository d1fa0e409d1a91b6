package dev.jlibp2p.identity;

/** Foreign text for an error message: short, and without characters that could forge a log line. */
final class Quote {
    private static final int MAX = 128;

    private Quote() {}

    static String shorten(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX); i++) {
            char next = text.charAt(i);
            out.append(Character.isISOControl(next) ? '?' : next);
        }
        return text.length() > MAX ? out + "… (" + text.length() + " characters)" : out.toString();
    }
}
