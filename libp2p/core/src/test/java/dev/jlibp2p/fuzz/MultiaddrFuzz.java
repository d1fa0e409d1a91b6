package dev.jlibp2p.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Addresses, as bytes and as text: what one form accepts, the other repeats. */
public final class MultiaddrFuzz {
    private static final List<String> ADDRESSES = List.of("/ip4/127.0.0.1/tcp/4001",
            "/ip6zone/eth0/ip6/fe80::1/udp/4001/quic-v1",
            "/dns4/example.com/tcp/443/tls/sni/example.com/ws",
            "/ip4/10.0.0.0/ipcidr/8",
            "/ip4/1.2.3.4/tcp/1/p2p/QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC/p2p-circuit",
            "/unix/a%2Fb",
            "/memory/7",
            "/ip4/1.2.3.4/tcp/80/http/http-path/a%2Fb");

    private MultiaddrFuzz() {}

    static List<byte[]> seeds() {
        return ADDRESSES.stream()
                .flatMap(text -> Stream.of(Multiaddr.of(text).bytes(), text.getBytes(UTF_8)))
                .toList();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            Multiaddr address = Multiaddr.fromBytes(input);
            Fuzz.require(Arrays.equals(address.bytes(), input), "bytes come back unchanged");
            Fuzz.require(Multiaddr.of(address.toString()).equals(address), "the text of an address is that address");
        } catch (InvalidDataException e) {
            // an honest refusal
        }
        text(new String(input, UTF_8));
    }

    private static void text(String text) {
        try {
            Multiaddr address = Multiaddr.of(text);
            Fuzz.require(Multiaddr.fromBytes(address.bytes()).equals(address),
                    "the bytes of an address are that address");
        } catch (IllegalArgumentException e) {
            // an honest refusal of a text
        } catch (InvalidDataException e) {
            throw new AssertionError("an address made of text has bytes that are refused: " + text, e);
        }
    }
}
