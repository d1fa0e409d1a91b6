package dev.jlibp2p.node.openapi;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Values that a call may be given, from right to absurd; the same for the same seed. */
final class Rubbish {

    private static final List<String> ODD = List.of("", " ", "\u0000", "\n", "\r\nX-Injected: 1", "null", "undefined",
            "NaN",
            "true", "-0", "1e309", "0x10", "1.0", "+1", "٣", "\uD83D\uDE00", "\u202Etxt", "\uFEFF1", "a\u0301", "'",
            "\"",
            "\\", "<script>alert(1)</script>", "${7*7}", "#{7*7}", "${jndi:ldap://127.0.0.1:1/x}", "../../etc/passwd",
            "..\\..", "%", "%00", "%2e%2e", "a/b", "a;b=c", "a?b", "a#b", "a&b=c", "*", "{peerId}", "[]", "{}", "/p2p/",
            "1 OR 1=1",
            "\u0085", "\u2028", "-1", "0", "1", "2147483647", "2147483648", "-2147483649", "9223372036854775808",
            "99999999999999999999");

    /** Escapes that are none, or of no character. */
    private static final List<String> RAW = List.of("%", "%zz", "%f", "%ff%fe", "%c0%af", "%ed%a0%80", "%00", "%2f",
            "%5c",
            "%252e", ";jsessionid=1", "//", "/..;/", "/./", "&&&", "=", "+", "a=1&a=2", "%0d%0aX:1");

    private static final List<String> FORMS = List.of("application/json", "application/json;charset=UTF-8",
            "application/json;charset=nothing", "application/xml", "text/plain", "application/x-www-form-urlencoded",
            "multipart/form-data;boundary=x", "multipart/form-data", "application/problem+json", "nonsense", "/", "*/*",
            "");

    private final Random random;

    private final List<String> peers;

    /** @param peers ids that are good ones */
    Rubbish(long seed, List<String> peers) {
        random = new Random(seed);
        this.peers = peers;
    }

    boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    String form() {
        return oneOf(FORMS);
    }

    /** As it stands in the request. */
    String value(Call.Parameter parameter) {
        if (oneIn(8)) {
            return oneOf(RAW);
        }
        return URLEncoder.encode(text(parameter.schema(), parameter.name()), StandardCharsets.UTF_8);
    }

    String body() {
        return switch (random.nextInt(12)) {
            case 0 -> oneOf(ODD);
            case 1 -> "[".repeat(1 + random.nextInt(5000));
            case 2 -> "{\"peerId\":\"" + "x".repeat(random.nextInt(200_000)) + "\"}";
            case 3 -> "{\"peerId\":" + "9".repeat(1 + random.nextInt(3000)) + "}";
            case 4 -> "{\"addrs\":[" + "\"/ip4/127.0.0.1/tcp/1\",".repeat(random.nextInt(100)) + "\"\"]}";
            case 5, 6 -> "{\"addrs\":[\"/ip4/127.0.0.1/tcp/1/p2p/" + oneOf(peers) + "\"]}";
            case 7 -> bodyOf(random.nextInt(40));
            default -> bodyOf(random.nextInt(4));
        };
    }

    private String bodyOf(int addresses) {
        List<String> members = new ArrayList<>();
        if (oneIn(2)) {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < addresses; i++) {
                all.add(oneIn(4) ? json() : quoted(address()));
            }
            members.add("\"addrs\":[" + String.join(",", all) + "]");
        }
        for (String name : List.of("peerId", "timeout", "tag", "other", "tags", "protected", "entry", "expiresAt")) {
            if (oneIn(3)) {
                members.add(quoted(name) + ":" + (oneIn(3) ? json() : quoted(text(MissingNode.getInstance(), name))));
            }
        }
        return "{" + String.join(",", members) + "}";
    }

    private String address() {
        String peer = "/p2p/" + oneOf(peers);
        return oneOf(List.of("/ip4/127.0.0.1/tcp/1" + peer, "/ip6/::1/tcp/1" + peer,
                "/ip4/127.0.0.1/udp/1/quic-v1" + peer, peer,
                "/dns4/localhost/tcp/1" + peer, "/ip4/127.0.0.1/tcp/99999" + peer, "/ip4/127.0.0.1/tcp/1",
                "/memory/1" + peer, "/unix/x" + peer, peer + "/p2p-circuit" + peer, "/ip4/0.0.0.0/tcp/1" + peer, "/",
                oneOf(ODD)));
    }

    private String json() {
        return oneOf(List.of("null", "true", "0", "-1", "1e400", "1.5", "[]", "{}", "[[]]", "{\"a\":{\"b\":[1]}}",
                "\"\"", "\"x\"",
                "[null]", "\"\\ud800\"", "\"\\u0000\""));
    }

    private String text(JsonNode schema, String name) {
        if (schema.has("enum") && oneIn(2)) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size())).asString();
        }
        if (schema.has("minimum") && oneIn(2)) {
            long minimum = schema.path("minimum").asLong();
            long maximum = schema.path("maximum").asLong(Integer.MAX_VALUE);
            return Long.toString(oneOf(List.of(minimum - 1, minimum, minimum + 1, maximum - 1, maximum, maximum + 1)));
        }
        if (name.equals("peerId") && !oneIn(4)) {
            return oneOf(peers);
        }
        if (name.equals("timeout") && !oneIn(3)) {
            return oneOf(List.of("1ms", "50ms", "50", "PT0.05S", "0s", "-1s", "61s", "1d", "9999999999999999999s"));
        }
        if (oneIn(8)) {
            int length = schema.path("maxLength").asInt(64);
            return "x".repeat(oneOf(List.of(length, length + 1, 7000, 100_000)));
        }
        return oneOf(ODD);
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars()
                .forEach(letter -> quoted.append(letter < ' ' || letter == '"' || letter == '\\'
                        ? String.format("\\u%04x", letter)
                        : String.valueOf((char) letter)));
        return quoted.append('"').toString();
    }
}
