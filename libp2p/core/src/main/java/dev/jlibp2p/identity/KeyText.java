package dev.jlibp2p.identity;

import dev.jlibp2p.crypto.Pkcs8;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multibase;
import dev.jlibp2p.multiformats.Quote;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Reads a private key from text: PEM, or the protobuf form in multibase or plain base64. Messages never quote the text.
 */
final class KeyText {
    static final int MAX_LENGTH = 65536;

    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";

    /** A key message in base64 starts with one of these: {@code 08}, the type, {@code 12}. */
    private static final Pattern BASE64 = Pattern.compile("CA[AEIM]S[A-Za-z0-9+/]*={0,2}");

    private KeyText() {}

    static Identity read(String text) throws InvalidDataException {
        String trimmed = text.strip();
        if (trimmed.length() > MAX_LENGTH) {
            throw new InvalidDataException("key text is longer than " + MAX_LENGTH + " characters");
        }
        if (trimmed.contains(BEGIN)) {
            return pem(trimmed);
        }
        try {
            boolean base64 = BASE64.matcher(trimmed).matches();
            return Identity.decode(base64 ? Base64.getDecoder().decode(trimmed) : Multibase.decode(trimmed));
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException("key text is neither PEM nor a key message in multibase or base64");
        }
    }

    /** The first block that is a private key; certificates and parameters before it are passed over. */
    private static Identity pem(String text) throws InvalidDataException {
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelEnd = text.indexOf(DASHES, begin + BEGIN.length());
            String label = labelEnd < 0 ? "" : text.substring(begin + BEGIN.length(), labelEnd);
            int start = labelEnd + DASHES.length();
            int end = text.indexOf("-----END " + label + DASHES, start);
            if (labelEnd < 0 || end < 0) {
                throw new InvalidDataException(
                        "PEM text is cut off: expected BEGIN and END lines of one kind, base64 between them");
            }
            if (label.endsWith("PRIVATE KEY")) {
                return pem(label, der(text.substring(start, end)));
            }
            begin = text.indexOf(BEGIN, end);
        }
        throw new InvalidDataException("PEM text holds no private key");
    }

    private static Identity pem(String label, byte[] der) throws InvalidDataException {
        return switch (label) {
            case "PRIVATE KEY" -> Identity.ofPkcs8(der);
            case "EC PRIVATE KEY" -> of(Pkcs8.readEc(der));
            case "RSA PRIVATE KEY" -> Identity.of(KeyType.RSA, der);
            default -> throw new InvalidDataException("PEM block \"" + Quote.shorten(label)
                    + "\": expected PRIVATE KEY, not encrypted (openssl pkcs8 -topk8 -nocrypt)");
        };
    }

    private static Identity of(Pkcs8 key) throws InvalidDataException {
        return Identity.of(KeyType.of(key.algorithm()), key.privateKey());
    }

    private static byte[] der(String base64) throws InvalidDataException {
        try {
            return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw new InvalidDataException("PEM block holds no valid base64");
        }
    }
}
