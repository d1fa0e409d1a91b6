package dev.jlibp2p.node;

import dev.jlibp2p.multiformats.Multibase;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Bytes that must be seen nowhere, and how they would look. */
final class Secret {

    private final String name;

    private final byte[] bytes;

    Secret(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes.clone();
    }

    String name() {
        return name;
    }

    /** By the name of the encoding; searched for in text of which every character is a byte. */
    Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("raw", new String(bytes, StandardCharsets.ISO_8859_1));
        forms.put("hex", HexFormat.of().formatHex(bytes));
        forms.put("HEX", HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT));
        forms.put("spaced hex", HexFormat.ofDelimiter(" ").formatHex(bytes));
        forms.put("base58", Multibase.BASE58BTC.encodeDigits(bytes));
        forms.put("array", Arrays.toString(bytes).replaceAll("[\\[\\]]", ""));
        // What stands before moves the groups of base64 by none, one or two bytes; the ends depend on the neighbours.
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[bytes.length + shift];
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            String text = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            String inner = text.substring(shift == 0 ? 0 : shift + 1, text.length() - 1);
            forms.put("base64+" + shift, inner);
            forms.put("base64url+" + shift, inner.replace('+', '-').replace('/', '_'));
        }
        return forms;
    }
}
