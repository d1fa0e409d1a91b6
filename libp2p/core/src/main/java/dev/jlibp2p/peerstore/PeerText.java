package dev.jlibp2p.peerstore;

/** Text a peer chose, made fit to be logged and shown. */
final class PeerText {

    private PeerText() {}

    /** The first {@code max} characters that print; nothing that could forge a line or reverse the writing direction. */
    static String printable(String text, int max) {
        StringBuilder printable = new StringBuilder(Math.min(text.length(), max));
        for (int i = 0; i < text.length() && printable.length() < max;) {
            int next = text.codePointAt(i);
            i += Character.charCount(next);
            if (isPrintable(next) && printable.length() + Character.charCount(next) <= max) {
                printable.appendCodePoint(next);
            }
        }
        return printable.toString();
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }
}
