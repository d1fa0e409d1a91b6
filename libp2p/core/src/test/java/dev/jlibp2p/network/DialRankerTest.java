package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialRanker.Ranked;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each line: addresses in any order, then what is dialled at how many milliseconds. */
class DialRankerTest {

    private static final String RELAY = "/p2p/QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC/p2p-circuit";

    @ParameterizedTest
    @CsvSource(textBlock = """
            # One address waits for nothing.
            tcp4, 0 tcp4
            quic6, 0 quic6
            # IPv6 first, IPv4 a step later, all others after both.
            tcp4 tcp6, 0 tcp6|250 tcp4
            tcp4b tcp4 tcp6b tcp6, 0 tcp6|250 tcp4|500 tcp6b|500 tcp4b
            # Of one family the lowest port first, the rest a step later.
            tcp4b tcp4, 0 tcp4|250 tcp4b
            # What runs over UDP before what runs over TCP.
            tcp4 quic4, 0 quic4|250 tcp4
            tcp4 tcp6 quic4 quic6, 0 quic6|250 quic4|500 tcp6|750 tcp4
            web4 quic4 tcp4, 0 quic4|250 web4|500 tcp4
            # Private addresses by shorter steps, beside the public ones.
            near4 nearquic4, 0 nearquic4|30 near4
            near4 tcp4 quic4, 0 near4|0 quic4|250 tcp4
            # Relays half a second later, where there is a public address.
            relay tcp4, 0 tcp4|500 relay
            relay near4, 0 near4|0 relay
            relay, 0 relay
            # Whatever else there is, at once.
            memory tcp4, 0 memory|0 tcp4
            """)
    void whatIsDialledWhen(String addresses, String expected) {
        List<Ranked> ranked = DialRanker
                .rank(Arrays.stream(addresses.split(" ")).map(DialRankerTest::address).toList());

        assertThat(ranked.stream().map(each -> each.delay().toMillis() + " " + each.address()).toList())
                .containsExactly(Arrays.stream(expected.split("\\|"))
                        .map(each -> each.split(" ")[0] + " " + address(each.split(" ")[1]))
                        .toArray(String[]::new));
    }

    @Test
    void noAddressIsLostAndNoneIsTwice() {
        List<Multiaddr> all = Arrays
                .stream("tcp4 tcp4b tcp6 tcp6b quic4 quic6 web4 near4 nearquic4 relay memory".split(" "))
                .map(DialRankerTest::address)
                .toList();

        assertThat(DialRanker.rank(all)).extracting(Ranked::address).containsExactlyInAnyOrderElementsOf(all);
        assertThat(DialRanker.rank(List.of())).isEmpty();
    }

    private static Multiaddr address(String shorthand) {
        return Multiaddr.of(switch (shorthand) {
            case "tcp4" -> "/ip4/1.2.3.4/tcp/4001";
            case "tcp4b" -> "/ip4/1.2.3.4/tcp/9001";
            case "tcp6" -> "/ip6/2606:4700::1/tcp/4001";
            case "tcp6b" -> "/ip6/2606:4700::1/tcp/9001";
            case "quic4" -> "/ip4/1.2.3.4/udp/4001/quic-v1";
            case "quic6" -> "/ip6/2606:4700::1/udp/4001/quic-v1";
            case "web4" -> "/ip4/1.2.3.4/udp/4000/quic-v1/webtransport";
            case "near4" -> "/ip4/10.0.0.1/tcp/4001";
            case "nearquic4" -> "/ip4/10.0.0.1/udp/4001/quic-v1";
            case "relay" -> "/ip4/1.2.3.5/tcp/4001" + RELAY;
            case "memory" -> "/memory/7";
            default -> throw new IllegalArgumentException(shorthand);
        });
    }
}
