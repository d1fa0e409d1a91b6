package dev.jlibp2p.multiformats;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a multiaddr into components. */
final class MultiaddrText {
    private static final int MAX_LENGTH = 65536;

    private final String text;
    private int position;

    private MultiaddrText(String text) {
        this.text = text;
    }

    static List<Component> read(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("expected at most " + MAX_LENGTH + " characters, not " + text.length());
        }
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("expected a leading '/'");
        }
        return new MultiaddrText(withoutTrailingSlashes(text)).components();
    }

    private static String withoutTrailingSlashes(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }

    private List<Component> components() {
        List<Component> components = new ArrayList<>();
        while (position < text.length()) {
            if (components.size() == Multiaddr.MAX_COMPONENTS) {
                throw new IllegalArgumentException("expected at most " + Multiaddr.MAX_COMPONENTS + " components");
            }
            components.add(component());
        }
        if (components.isEmpty()) {
            throw new IllegalArgumentException("expected at least one component");
        }
        return components;
    }

    private Component component() {
        Protocol protocol = Protocol.of(segment());
        if (!protocol.hasValue()) {
            return Component.of(protocol);
        }
        if (position == text.length()) {
            throw new IllegalArgumentException("/" + protocol + " needs a value");
        }
        return Component.of(protocol, protocol.value().takesRest() ? rest() : segment());
    }

    /** What stands between the slash at the position and the next one. */
    private String segment() {
        int start = position + 1;
        int slash = text.indexOf('/', start);
        position = slash < 0 ? text.length() : slash;
        return text.substring(start, position);
    }

    private String rest() {
        String rest = text.substring(position);
        position = text.length();
        return rest;
    }
}
