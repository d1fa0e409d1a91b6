package dev.jlibp2p.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.name.AddressNames;
import dev.jlibp2p.name.FixedNames;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** TXT records of a name server: the first line is the address resolved, the rest is what every name says. */
public final class DnsaddrFuzz {

    private static final String PEER = "/p2p/QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC";

    private static final List<String> INPUTS = List.of(
            "/dnsaddr/a" + PEER + "\ndnsaddr=/ip4/192.0.2.1/tcp/1" + PEER + "\ndnsaddr=/dnsaddr/b" + PEER,
            "/dnsaddr/a\ndnsaddr=/dns4/host/tcp/443/wss\ndnsaddr=/dns6/host/udp/1/quic-v1\nv=spf1",
            "/dns/host/tcp/443/tls/sni/other/ws\n");

    private DnsaddrFuzz() {}

    static List<byte[]> seeds() {
        return INPUTS.stream().map(text -> text.getBytes(UTF_8)).toList();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> lines = List.of(new String(input, UTF_8).split("\n", -1));
        Multiaddr address;
        try {
            address = Multiaddr.of(lines.getFirst());
        } catch (IllegalArgumentException e) {
            return;
        }
        FixedNames names = new FixedNames().host("host", "192.0.2.1", "2001:db8::1")
                .anyTexts(name -> lines.subList(1, lines.size()));
        EmbeddedChannel loop = new EmbeddedChannel();
        Future<List<Multiaddr>> resolved = new AddressNames(names).resolve(address, loop.eventLoop());
        loop.runPendingTasks();
        // One of the names never answers.
        loop.advanceTimeBy(AddressNames.TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        loop.runScheduledPendingTasks();
        Fuzz.require(resolved.isDone(), "a resolution ends with its last answer or in time");
        Fuzz.require(names.asked().size() <= AddressNames.MAX_LOOKUPS, "the number of lookups is bounded");
        if (resolved.isSuccess()) {
            Fuzz.require(resolved.getNow().size() <= AddressNames.MAX_RESULTS, "the number of results is bounded");
            Fuzz.require(resolved.getNow().stream().noneMatch(AddressNames::isNamed), "no result begins with a name");
        } else {
            Fuzz.require(resolved.cause() instanceof IOException, "a failure is one of the network");
        }
    }
}
