package dev.jlibp2p.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What names in addresses stand for, and C8: what a hostile one can make of it. */
class AddressNamesTest {

    private static final String ALICE = "12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM";

    private static final String BOB = "QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC";

    private final EventLoop loop = new DefaultEventLoop();

    private final FixedNames names = new FixedNames().host("both", "192.0.2.1", "2001:db8::1", "192.0.2.2")
            .host("mapped", "::ffff:10.0.0.1");

    @AfterEach
    void end() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "/dns4/both/tcp/1, /ip4/192.0.2.1/tcp/1 /ip4/192.0.2.2/tcp/1",
        "/dns6/both/tcp/1, /ip6/2001:db8::1/tcp/1",
        "/dns/both/udp/1/quic-v1, /ip4/192.0.2.1/udp/1/quic-v1 /ip6/2001:db8::1/udp/1/quic-v1 /ip4/192.0.2.2/udp/1/quic-v1",
        "/ip4/192.0.2.9/tcp/1, /ip4/192.0.2.9/tcp/1",
        "/dns6/both/tcp/443/wss, /ip6/2001:db8::1/tcp/443/tls/sni/both/ws",
        "/dns6/both/tcp/443/tls/ws, /ip6/2001:db8::1/tcp/443/tls/sni/both/ws",
        "/dns6/both/tcp/443/tls/sni/other/ws, /ip6/2001:db8::1/tcp/443/tls/sni/other/ws",
        "/dns6/both/tcp/80/ws, /ip6/2001:db8::1/tcp/80/ws",
        // An IPv4 address in disguise is one, so that no list of blocked ranges can be passed by.
        "/dns/mapped/tcp/1, /ip4/10.0.0.1/tcp/1"})
    void aHostStandsForItsAddresses(String named, String expected) throws Exception {
        assertThat(resolve(named)).extracting(Multiaddr::toString).containsExactly(expected.split(" "));
    }

    @Test
    void tlsOfAPeerBehindARelayIsNotTheRelaysName() throws Exception {
        assertThat(resolve("/dns6/both/tcp/443/wss/p2p/" + ALICE + "/p2p-circuit/ip4/192.0.2.7/tcp/1/tls/ws"))
                .containsExactly(Multiaddr.of("/ip6/2001:db8::1/tcp/443/tls/sni/both/ws/p2p/" + ALICE
                        + "/p2p-circuit/ip4/192.0.2.7/tcp/1/tls/ws"));
    }

    @Test
    void dnsaddrGivesTheEntriesThatEndAlike() throws Exception {
        names.texts("_dnsaddr.boot",
                List.of("dnsaddr=/ip4/192.0.2.5/tcp/1/p2p/" + ALICE, "dnsaddr=/dns4/both/tcp/2/p2p/" + BOB,
                        "dnsaddr=/ipv4/nonsense", "v=spf1", ""));

        assertThat(resolve("/dnsaddr/boot/p2p/" + BOB)).containsExactly(
                Multiaddr.of("/ip4/192.0.2.1/tcp/2/p2p/" + BOB), Multiaddr.of("/ip4/192.0.2.2/tcp/2/p2p/" + BOB));
        assertThat(resolve("/dnsaddr/boot")).hasSize(3);
        assertThatThrownBy(() -> resolve("/dnsaddr/boot/p2p/16Uiu2HAm9Nmx4NZ6jUVJTiuJBhw7AZjHN2HNxQDkASYLXLDbdQdZ"))
                .hasCauseInstanceOf(UnknownHostException.class)
                .hasMessageContaining("stands for no address");
    }

    @Test
    void fourStepsAreFollowedAndNoFifth() throws Exception {
        names.dnsaddr("1", "/dnsaddr/2").dnsaddr("2", "/dnsaddr/3").dnsaddr("3", "/dnsaddr/4");
        names.dnsaddr("4", "/ip4/192.0.2.1/tcp/1");
        assertThat(resolve("/dnsaddr/1")).hasSize(1);

        names.dnsaddr("0", "/dnsaddr/1");
        assertThatThrownBy(() -> resolve("/dnsaddr/0")).hasMessageContaining("more than 4 times");
    }

    @Test
    void aHundredStepsCostFourQuestions() {
        names.anyTexts(name -> List.of("dnsaddr=/dnsaddr/x" + name.substring("_dnsaddr.".length())));

        assertThatThrownBy(() -> resolve("/dnsaddr/x")).isInstanceOf(ExecutionException.class);
        assertThat(names.asked()).hasSize(AddressNames.MAX_DEPTH);
    }

    @Test
    void aLoopEnds() throws Exception {
        names.dnsaddr("a", "/dnsaddr/b", "/ip4/192.0.2.1/tcp/1").dnsaddr("b", "/dnsaddr/a", "/dnsaddr/b");

        assertThat(resolve("/dnsaddr/a")).containsExactly(Multiaddr.of("/ip4/192.0.2.1/tcp/1"));
        assertThat(names.asked()).hasSize(2);
    }

    @Test
    void tenThousandEntriesAreThirtyTwoAddresses() throws Exception {
        names.texts("_dnsaddr.many",
                IntStream.range(0, 10_000).mapToObj(i -> "dnsaddr=/ip4/192.0.2.1/tcp/" + (i + 1)).toList());

        assertThat(resolve("/dnsaddr/many")).hasSize(AddressNames.MAX_RESULTS)
                .startsWith(Multiaddr.of("/ip4/192.0.2.1/tcp/1"));
    }

    @Test
    void namesThatLeadToManyNamesCostThirtyTwoQuestions() {
        names.anyTexts(name -> IntStream.range(0, 10_000).mapToObj(i -> "dnsaddr=/dnsaddr/" + i + name).toList());

        assertThatThrownBy(() -> resolve("/dnsaddr/x")).isInstanceOf(ExecutionException.class);
        assertThat(names.asked()).hasSize(AddressNames.MAX_LOOKUPS);
    }

    @Test
    void anEntryTooLongToBeAnAddressIsLeftOut() throws Exception {
        String parts = String.join("", Stream.generate(() -> "/tcp/1").limit(200).toList());
        names.texts("_dnsaddr.long", List.of("dnsaddr=/ip4/192.0.2.1" + parts, "dnsaddr=/ip4/192.0.2.2/tcp/1"));

        assertThat(resolve("/dnsaddr/long")).containsExactly(Multiaddr.of("/ip4/192.0.2.2/tcp/1"));
    }

    @Test
    void anUnknownNameIsNamed() {
        assertThatThrownBy(() -> resolve("/dns4/nobody/tcp/1")).hasCauseInstanceOf(UnknownHostException.class)
                .hasMessageContaining("/dns4/nobody/tcp/1")
                .hasMessageContaining("no such name: nobody");
    }

    @Test
    void givingUpEndsTheLookups() throws Exception {
        Future<List<Multiaddr>> resolution = new AddressNames(names).resolve(Multiaddr.of("/dns4/silence/tcp/1"), loop);
        loop.submit(() -> {}).get();
        assertThat(names.unanswered()).hasSize(1);
        resolution.cancel(false);
        loop.submit(() -> {}).get();

        assertThat(names.unanswered()).allMatch(Future::isCancelled);
    }

    @Test
    void whatIsKnownWhenTheTimeIsUpCounts() throws Exception {
        names.dnsaddr("half", "/dns4/silence/tcp/1", "/ip4/192.0.2.1/tcp/1");
        Future<List<Multiaddr>> half = new AddressNames(names).resolve(Multiaddr.of("/dnsaddr/half"), loop);
        Future<List<Multiaddr>> none = new AddressNames(names).resolve(Multiaddr.of("/dns4/silence/tcp/1"), loop);

        assertThat(half.get(30, TimeUnit.SECONDS)).containsExactly(Multiaddr.of("/ip4/192.0.2.1/tcp/1"));
        assertThat(none.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(none.cause()).hasMessageContaining("no answer to /dns4/silence/tcp/1 within 5000 ms");
        loop.submit(() -> {}).get();
        assertThat(names.unanswered()).allMatch(Future::isCancelled);
    }

    private List<Multiaddr> resolve(String address) throws Exception {
        return new AddressNames(names).resolve(Multiaddr.of(address), loop).get(30, TimeUnit.SECONDS);
    }
}
