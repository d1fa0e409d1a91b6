package dev.jlibp2p.name;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.EventLoops;
import io.netty.channel.EventLoop;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Names over real sockets, from a server of our own. */
class DnsResolverTest {

    private final EventLoops loops = new EventLoops(1);

    private LittleDnsServer server;

    @BeforeEach
    void start() throws Exception {
        server = new LittleDnsServer();
    }

    @AfterEach
    void end() {
        loops.close();
        server.close();
    }

    @Test
    void bothFamiliesOfAHostAreFound() throws Exception {
        server.host("node.example", "192.0.2.1").host("node.example", "2001:db8::1");

        assertThat(resolve("/dns/node.example/tcp/1")).containsExactlyInAnyOrder(
                Multiaddr.of("/ip4/192.0.2.1/tcp/1"), Multiaddr.of("/ip6/2001:db8::1/tcp/1"));
        assertThat(resolve("/dns4/node.example/tcp/1")).containsExactly(Multiaddr.of("/ip4/192.0.2.1/tcp/1"));
    }

    @Test
    void aHostOfOneFamilyIsFoundToo() throws Exception {
        server.host("v4.example", "192.0.2.1");

        assertThat(resolve("/dns/v4.example/tcp/1")).containsExactly(Multiaddr.of("/ip4/192.0.2.1/tcp/1"));
    }

    /** A pod asks for another one by a name without dots, as its resolv.conf allows it to. */
    @Test
    void shortNamesAreLookedUpInTheSearchDomains() throws Exception {
        server.host("node-0.headless.default.svc.cluster.local", "10.1.2.3");

        assertThat(resolve("/dns4/node-0.headless/tcp/1",
                builder -> builder.searchDomains(List.of("default.svc.cluster.local", "svc.cluster.local")).ndots(5)))
                .containsExactly(Multiaddr.of("/ip4/10.1.2.3/tcp/1"));
        assertThat(server.asked()).contains("A node-0.headless.default.svc.cluster.local.")
                .doesNotContain("A node-0.headless.");
    }

    @Test
    void theHostsFileComesFirst() throws Exception {
        InetAddress there = InetAddress.getByName("192.0.2.77");

        assertThat(resolve("/dns4/pinned.example/tcp/1",
                builder -> builder.hostsFileEntriesResolver(
                        (name, types) -> name.equals("pinned.example") ? there : null)))
                .containsExactly(Multiaddr.of("/ip4/192.0.2.77/tcp/1"));
        assertThat(server.asked()).isEmpty();
    }

    @Test
    void thisMachineKnowsItself() throws Exception {
        try (NameResolver names = NameResolver.ofThisMachine(loops)) {
            assertThat(resolve("/dns4/localhost/tcp/1", names)).containsExactly(Multiaddr.of("/ip4/127.0.0.1/tcp/1"));
        }
    }

    @Test
    void dnsaddrEntriesOfSeveralStringsAreOne() throws Exception {
        String sni = "x".repeat(230);
        server.text("_dnsaddr.boot.example", "dnsaddr=/ip4/192.0.2.1/tcp/1/tls/sni/" + sni + "/ws")
                .text("_dnsaddr.boot.example", "dnsaddr=/dns4/node.example/tcp/2")
                .rawText("_dnsaddr.boot.example", (byte) 200, (byte) 'd', (byte) 'n')
                .host("node.example", "192.0.2.2");

        assertThat(resolve("/dnsaddr/boot.example")).containsExactly(
                Multiaddr.of("/ip4/192.0.2.1/tcp/1/tls/sni/" + sni + "/ws"), Multiaddr.of("/ip4/192.0.2.2/tcp/2"));
    }

    @Test
    void anAnswerTooLongForADatagramComesOverTcpAndIsCut() throws Exception {
        for (int i = 1; i <= 1_000; i++) {
            server.text("_dnsaddr.many.example", "dnsaddr=/ip4/192.0.2.1/tcp/" + i);
        }
        assertThat(resolve("/dnsaddr/many.example")).hasSize(AddressNames.MAX_RESULTS);
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void whatIsNoNameOrUnknownFails() throws Exception {
        for (String name : List.of("nobody.example", "x".repeat(64) + ".example", "a..b", ".", "-", "ex ample", "%")) {
            assertThat(failure("/dns4/" + name + "/tcp/1")).as(name).isInstanceOf(UnknownHostException.class);
            assertThat(failure("/dnsaddr/" + name)).as(name).isInstanceOf(UnknownHostException.class);
        }
    }

    @Test
    void aClosedResolverAnswersNothing() throws Exception {
        NameResolver names = resolver(builder -> builder);
        names.close();

        assertThat(names.addresses("node.example").await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(names.texts("node.example").cause()).isInstanceOf(IOException.class);
    }

    private Throwable failure(String address) throws InterruptedException {
        try (NameResolver names = resolver(builder -> builder)) {
            Future<List<Multiaddr>> resolved = start(address, names);
            assertThat(resolved.await(30, TimeUnit.SECONDS)).isTrue();
            return resolved.cause();
        }
    }

    private List<Multiaddr> resolve(String address) throws InterruptedException {
        return resolve(address, builder -> builder);
    }

    private List<Multiaddr> resolve(String address, UnaryOperator<DnsNameResolverBuilder> settings)
            throws InterruptedException {
        try (NameResolver names = resolver(settings)) {
            return resolve(address, names);
        }
    }

    private List<Multiaddr> resolve(String address, NameResolver names) throws InterruptedException {
        Future<List<Multiaddr>> resolved = start(address, names);
        assertThat(resolved.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(resolved.cause()).isNull();
        return resolved.getNow();
    }

    private Future<List<Multiaddr>> start(String address, NameResolver names) {
        EventLoop loop = loops.sockets().next();
        return new AddressNames(names).resolve(Multiaddr.of(address), loop);
    }

    /** Without this machine's search domains, which are nobody's business here. */
    private NameResolver resolver(UnaryOperator<DnsNameResolverBuilder> settings) {
        InetSocketAddress there = server.address();
        return new DnsResolver(loops,
                builder -> settings.apply(builder.nameServerProvider(new SingletonDnsServerAddressStreamProvider(there))
                        .searchDomains(List.of())));
    }
}
