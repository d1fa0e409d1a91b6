package dev.jlibp2p.multiformats;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * What one component of a {@link Multiaddr} can be: the multiaddr protocol table. {@link #toString} is the name used in
 * text. Immutable; any thread. See
 * <a href="https://github.com/multiformats/multiaddr/blob/master/protocols.csv">protocols.csv</a>.
 */
public enum Protocol {
    IP4(4, "ip4", new Ip4Value()),
    TCP(6, "tcp", new PortValue()),
    DCCP(33, "dccp", new PortValue()),
    IP6(41, "ip6", new Ip6Value()),
    IP6ZONE(42, "ip6zone", TextValue.name("zone")),
    IPCIDR(43, "ipcidr", new NumberValue(1)),
    DNS(53, "dns", TextValue.name("host name")),
    DNS4(54, "dns4", TextValue.name("host name")),
    DNS6(55, "dns6", TextValue.name("host name")),
    DNSADDR(56, "dnsaddr", TextValue.name("host name")),
    SCTP(132, "sctp", new PortValue()),
    UDP(273, "udp", new PortValue()),
    P2P_WEBRTC_DIRECT(276, "p2p-webrtc-direct"),
    WEBRTC_DIRECT(280, "webrtc-direct"),
    WEBRTC(281, "webrtc"),
    P2P_CIRCUIT(290, "p2p-circuit"),
    UDT(301, "udt"),
    UTP(302, "utp"),
    UNIX(400, "unix", new PathValue()),
    P2P(421, "p2p", new PeerValue()),
    HTTPS(443, "https"),
    ONION(444, "onion", new OnionValue(10)),
    ONION3(445, "onion3", new OnionValue(35)),
    GARLIC64(446, "garlic64", new Garlic64Value()),
    GARLIC32(447, "garlic32", new Garlic32Value()),
    TLS(448, "tls"),
    SNI(449, "sni", TextValue.name("server name")),
    NOISE(454, "noise"),
    QUIC(460, "quic"),
    QUIC_V1(461, "quic-v1"),
    WEBTRANSPORT(465, "webtransport"),
    CERTHASH(466, "certhash", new CerthashValue()),
    WS(477, "ws"),
    WSS(478, "wss"),
    HTTP(480, "http"),
    HTTP_PATH(481, "http-path", new HttpPathValue()),
    MEMORY(777, "memory", new NumberValue(8)),
    PLAINTEXTV2(7367777, "plaintextv2");

    private static final Map<String, Protocol> BY_NAME = new HashMap<>();
    private static final Map<Integer, Protocol> BY_CODE = new HashMap<>();

    static {
        for (Protocol protocol : values()) {
            BY_NAME.put(protocol.text, protocol);
            BY_CODE.put(protocol.code, protocol);
        }
        BY_NAME.put("ipfs", P2P);
    }

    private final int code;
    private final String text;
    private final ComponentValue value;

    Protocol(int code, String text) {
        this(code, text, new NoValue());
    }

    Protocol(int code, String text, ComponentValue value) {
        this.code = code;
        this.text = text;
        this.value = value;
    }

    /** The protocol of a name as it stands in text, {@code ipfs} being the old name of {@link #P2P}. */
    public static Protocol of(String name) {
        Protocol protocol = BY_NAME.get(name);
        if (protocol == null) {
            throw new IllegalArgumentException("unknown protocol \"" + Quote.shorten(name) + "\"" + suggestion(name));
        }
        return protocol;
    }

    static Protocol ofCode(long code) throws InvalidDataException {
        Protocol protocol = code > Integer.MAX_VALUE ? null : BY_CODE.get((int) code);
        if (protocol == null) {
            throw new InvalidDataException("no multiaddr protocol has code " + code);
        }
        return protocol;
    }

    /** The code in the binary form. */
    public int code() {
        return code;
    }

    /** Whether components of this protocol carry a value. */
    public boolean hasValue() {
        return value.size() != 0;
    }

    /** The name in text. */
    @Override
    public String toString() {
        return text;
    }

    ComponentValue value() {
        return value;
    }

    /** The nearest name that is at most two changes away; of several, rather one with the same first letter. */
    private static String suggestion(String name) {
        return BY_NAME.keySet()
                .stream()
                .filter(candidate -> distance(name, candidate) <= 2)
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(candidate -> !candidate.regionMatches(0, name, 0, 1))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> ": did you mean " + candidate + "?")
                .orElse("");
    }

    /** Levenshtein distance, cut off where the lengths alone rule a suggestion out. */
    private static int distance(String left, String right) {
        if (Math.abs(left.length() - right.length()) > 2) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
