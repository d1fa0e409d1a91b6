package dev.jlibp2p.multiformats;

import java.util.Arrays;

/** An IPv6 address; its text is canonical as RFC 5952 has it, an IPv4-mapped one ends in dotted decimal. */
final class Ip6Value implements ComponentValue {
    private static final int GROUPS = 8;
    private static final Ip4Value IP4 = new Ip4Value();

    @Override
    public int size() {
        return 16;
    }

    @Override
    public byte[] encode(String text) {
        if (!text.contains(":")) {
            throw invalid(text, text.contains(".") ? ": did you mean ip4?" : "");
        }
        String expanded = text.contains(".") ? withoutDots(text) : text;
        int gap = expanded.indexOf("::");
        if (gap < 0) {
            return join(groups(expanded, text), new int[0], text);
        }
        int[] head = groups(expanded.substring(0, gap), text);
        int[] tail = groups(expanded.substring(gap + 2), text);
        if (head.length + tail.length >= GROUPS) {
            throw invalid(text, "");
        }
        return join(Arrays.copyOf(head, GROUPS - tail.length), tail, text);
    }

    @Override
    public String decode(byte[] bytes) {
        if (isMapped(bytes)) {
            return "::ffff:" + IP4.decode(Arrays.copyOfRange(bytes, 12, 16));
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = PortValue.portAt(bytes, 2 * i);
        }
        int gapStart = longestZeros(groups);
        int gapEnd = gapStart < 0 ? -1 : zerosFrom(groups, gapStart);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapStart) {
                text.append("::");
                i = gapEnd - 1;
            } else {
                text.append(i == 0 || i == gapEnd ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    @Override
    public void validate(byte[] bytes) {
        // every sixteen bytes are an address
    }

    private static boolean isMapped(byte[] bytes) {
        return bytes[10] == -1 && bytes[11] == -1 && Arrays.equals(bytes, 0, 10, new byte[10], 0, 10);
    }

    private static int longestZeros(int[] groups) {
        int best = -1;
        int bestLength = 1;
        for (int start = 0; start < GROUPS; start++) {
            int length = zerosFrom(groups, start) - start;
            if (length > bestLength) {
                best = start;
                bestLength = length;
            }
        }
        return best;
    }

    private static int zerosFrom(int[] groups, int start) {
        int end = start;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end;
    }

    /** The same address with its dotted tail as two groups. */
    private static String withoutDots(String text) {
        int tail = text.lastIndexOf(':') + 1;
        byte[] bytes = IP4.encode(text.substring(tail));
        return text.substring(0, tail) + Integer.toHexString(PortValue.portAt(bytes, 0)) + ":"
                + Integer.toHexString(PortValue.portAt(bytes, 2));
    }

    private static int[] groups(String part, String text) {
        if (part.isEmpty()) {
            return new int[0];
        }
        String[] pieces = part.split(":", -1);
        int[] groups = new int[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            if (pieces[i].isEmpty() || pieces[i].length() > 4 || !pieces[i].chars().allMatch(Ip6Value::isHex)) {
                throw invalid(text, "");
            }
            groups[i] = Integer.parseInt(pieces[i], 16);
        }
        return groups;
    }

    private static boolean isHex(int c) {
        return c < 128 && Character.digit(c, 16) >= 0;
    }

    private static byte[] join(int[] head, int[] tail, String text) {
        if (head.length + tail.length != GROUPS) {
            throw invalid(text, "");
        }
        byte[] bytes = new byte[16];
        for (int i = 0; i < GROUPS; i++) {
            int group = i < head.length ? head[i] : tail[i - head.length];
            bytes[2 * i] = (byte) (group >>> 8);
            bytes[2 * i + 1] = (byte) group;
        }
        return bytes;
    }

    private static IllegalArgumentException invalid(String text, String hint) {
        String zone = text.contains("%") ? ": a zone is a component of its own, /ip6zone/eth0/ip6/fe80::1" : hint;
        return new IllegalArgumentException(
                "\"" + Quote.shorten(text) + "\" is no IPv6 address such as 2001:db8::1" + zone);
    }
}
