package dev.jlibp2p.security.tls;

import static java.time.ZoneOffset.UTC;

import dev.jlibp2p.crypto.Der;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Quote;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** The two ways certificates write a time: until 2049 with two digits of the year, later with four (RFC 5280 4.1.2.5). */
final class DerTime {

    private static final int UTC_TIME = 0x17;

    private static final int GENERALIZED_TIME = 0x18;

    private static final int FIRST_LONG_YEAR = 2050;

    /** The pivot of two digits: 50 is 1950, 49 is 2049. */
    private static final int PIVOT = 50;

    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private DerTime() {}

    static byte[] element(Instant time) {
        LocalDateTime utc = LocalDateTime.ofInstant(time, UTC);
        String text = FORMAT.format(utc);
        return utc.getYear() < FIRST_LONG_YEAR
                ? Der.element(UTC_TIME, text.substring(2).getBytes(StandardCharsets.US_ASCII))
                : Der.element(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    static Instant read(Der reader) throws InvalidDataException {
        if (!reader.nextIs(UTC_TIME)) {
            return parse(text(reader, GENERALIZED_TIME));
        }
        String text = text(reader, UTC_TIME);
        boolean last = text.length() > 1 && Character.digit(text.charAt(0), 10) * 10 >= PIVOT;
        return parse((last ? "19" : "20") + text);
    }

    private static String text(Der reader, int tag) throws InvalidDataException {
        return new String(reader.read(tag), StandardCharsets.US_ASCII);
    }

    private static Instant parse(String text) throws InvalidDataException {
        try {
            return LocalDateTime.parse(text, FORMAT).toInstant(UTC);
        } catch (DateTimeParseException e) {
            throw new InvalidDataException("time \"" + Quote.shorten(text)
                    + "\" in the certificate: expected seconds, no fraction, and Z", e);
        }
    }
}
