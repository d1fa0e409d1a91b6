package dev.jlibp2p.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressSourceTest {

    private static final NetworkInterfaces MACHINE = () -> ips("127.0.0.1", "::1", "192.168.1.7", "fe80::1", "fd00::7",
            "0.0.0.0");

    @Test
    void wildcardsExpandToTheInterfacesOfTheirFamily() {
        AddressSource source = source(MACHINE, List.of());

        assertThat(source.listen(addresses("/ip4/0.0.0.0/tcp/4001", "/ip6/::/udp/4001/quic-v1")))
                .containsExactlyElementsOf(
                        addresses("/ip4/127.0.0.1/tcp/4001", "/ip4/192.168.1.7/tcp/4001", "/ip6/::1/udp/4001/quic-v1",
                                "/ip6/fd00::7/udp/4001/quic-v1"));
    }

    @Test
    void boundAddressesThatAreSpecificStayAsTheyAre() {
        NetworkInterfaces unasked = () -> {
            throw new AssertionError("nothing to expand");
        };

        assertThat(source(unasked, List.of()).listen(addresses("/ip4/10.0.0.1/tcp/4001/ws", "/memory/7")))
                .containsExactlyElementsOf(addresses("/ip4/10.0.0.1/tcp/4001/ws", "/memory/7"));
    }

    @Test
    void whatIsObservedIsAnnouncedToo() {
        Addresses addresses = source(MACHINE, List.of()).addresses(addresses("/ip4/10.0.0.1/tcp/4001"),
                addresses("/ip4/8.8.8.8/tcp/4001"), List.of());

        assertThat(addresses.announced())
                .containsExactlyElementsOf(addresses("/ip4/10.0.0.1/tcp/4001", "/ip4/8.8.8.8/tcp/4001"));
    }

    @Test
    void anExplicitAnnounceListReplacesAllThatIsDetected() {
        AddressSource source = source(MACHINE, addresses("/dns4/node.example.org/tcp/443/wss"));

        Addresses addresses = source.addresses(addresses("/ip4/0.0.0.0/tcp/4001"), addresses("/ip4/8.8.8.8/tcp/4001"),
                List.of());

        assertThat(addresses.announced()).containsExactlyElementsOf(addresses("/dns4/node.example.org/tcp/443/wss"));
        assertThat(addresses.observed()).isNotEmpty();
        assertThat(addresses.listen()).isNotEmpty();
    }

    @Test
    void announcingAWildcardIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> source(MACHINE, addresses("/ip4/0.0.0.0/tcp/4001")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/ip4/0.0.0.0/tcp/4001")
                .hasMessageContaining("expected");
    }

    @Test
    void theOwnPeerIdIsNoPartOfAnAddress() {
        Multiaddr withPeer = Multiaddr
                .of("/ip4/8.8.8.8/tcp/1/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA");

        assertThat(source(MACHINE, List.of(withPeer)).addresses(List.of(), List.of(), List.of()).announced())
                .containsExactly(Multiaddr.of("/ip4/8.8.8.8/tcp/1"));
    }

    /** J-13: whatever is bound, found on interfaces, or claimed by peers. */
    @Test
    void wildcardsNeverLeaveTheProcess() {
        SplittableRandom random = new SplittableRandom(13);
        for (int round = 0; round < 2_000; round++) {
            List<InetAddress> interfaces = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                interfaces.add(randomIp(random));
            }
            AddressSource source = new AddressSource(() -> interfaces, AnnounceRules.DETECTED
                    .withAppend(specific(randomAddresses(random)))
                    .withSuppress(random.nextBoolean() ? List.of() : List.of(AddressPattern.of("10.0.0.0/9"))));

            Addresses addresses = source.addresses(randomAddresses(random), randomAddresses(random),
                    randomAddresses(random));

            assertThat(Stream.of(addresses.listen(), addresses.announced(), addresses.observed(), addresses.confirmed())
                    .flatMap(List::stream)
                    .map(Multiaddr::toString))
                    .noneMatch(text -> text.contains("/0.0.0.0") || text.endsWith("/::") || text.contains("/::/")
                            || text.contains("/::ffff:0.0.0.0"));
        }
    }

    @Test
    void appendedAddressesAreToldAsWell() {
        AnnounceRules rules = AnnounceRules.DETECTED
                .withAppend(addresses("/dns4/node.example.org/tcp/443/wss", "/ip4/10.0.0.1/tcp/4001"));
        List<Multiaddr> bound = addresses("/ip4/10.0.0.1/tcp/4001");

        assertThat(announced(rules, bound)).containsExactlyElementsOf(
                addresses("/ip4/10.0.0.1/tcp/4001", "/dns4/node.example.org/tcp/443/wss"));
        assertThat(announced(rules.withAnnounce(addresses("/ip4/8.8.8.8/tcp/1")), bound))
                .containsExactlyElementsOf(addresses("/ip4/8.8.8.8/tcp/1", "/dns4/node.example.org/tcp/443/wss",
                        "/ip4/10.0.0.1/tcp/4001"));
    }

    @Test
    void suppressedAddressesAreNeverTold() {
        AnnounceRules rules = AnnounceRules.DETECTED.withAppend(addresses("/ip4/10.9.9.9/tcp/1"))
                .withSuppress(List.of(AddressPattern.of("10.0.0.0/8"), AddressPattern.of("/ip4/192.168.1.7/udp/4001"),
                        AddressPattern.of("/ip6/fd00::/ipcidr/8"), AddressPattern.of("127.0.0.1")));

        assertThat(announced(rules, addresses("/ip4/10.0.0.1/tcp/4001", "/ip6/::ffff:10.0.0.2/tcp/4001",
                "/ip4/192.168.1.7/udp/4001/quic-v1", "/ip4/192.168.1.7/tcp/4001", "/ip6/fd00::7/tcp/1",
                "/ip4/127.0.0.1/tcp/1", "/ip4/8.8.8.8/tcp/1", "/memory/1")))
                .containsExactlyElementsOf(
                        addresses("/ip4/192.168.1.7/tcp/4001", "/ip4/8.8.8.8/tcp/1", "/memory/1"));
    }

    @Test
    void whatIsNoPatternIsRefused() {
        for (String text : List.of("", "/", "10.0.0.0/33", "/ip4/10.0.0.0/ipcidr/33", "node.example")) {
            assertThatThrownBy(() -> AddressPattern.of(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void appendingAWildcardIsRefusedToo() {
        assertThatThrownBy(() -> AnnounceRules.DETECTED.withAppend(addresses("/ip6/::/tcp/4001")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Multiaddr> announced(AnnounceRules rules, List<Multiaddr> bound) {
        return new AddressSource(MACHINE, rules).addresses(bound, List.of(), List.of()).announced();
    }

    private static AddressSource source(NetworkInterfaces interfaces, List<Multiaddr> announce) {
        return new AddressSource(interfaces, AnnounceRules.DETECTED.withAnnounce(announce));
    }

    private static List<Multiaddr> specific(List<Multiaddr> addresses) {
        return addresses.stream().filter(address -> !Wildcard.isIn(address)).toList();
    }

    private static List<Multiaddr> randomAddresses(SplittableRandom random) {
        List<Multiaddr> addresses = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String relay = random.nextInt(5) == 0
                    ? randomHead(random)
                            + "/tcp/1/p2p/12D3KooWD3eckifWpRn9wQpMG9R9hX3sD158z7EqHWmweQAJU5SA/p2p-circuit"
                    : "";
            String tail = random.nextBoolean() ? "/tcp/" + random.nextInt(65_536) : "/udp/4001/quic-v1";
            addresses.add(Multiaddr.of(relay + randomHead(random) + tail));
        }
        return addresses;
    }

    private static String randomHead(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> "/ip4/0.0.0.0";
            case 1 -> "/ip6/::";
            case 2 -> "/ip6/::ffff:0.0.0.0";
            case 3 -> "/ip6zone/eth0/ip6/::";
            case 4 -> "/ip6/2001:db8::" + Integer.toHexString(random.nextInt(65_536));
            default -> "/ip4/10.0." + random.nextInt(256) + "." + random.nextInt(256);
        };
    }

    private static InetAddress randomIp(SplittableRandom random) {
        byte[] ip = new byte[random.nextBoolean() ? 4 : 16];
        if (random.nextInt(3) > 0) {
            random.nextBytes(ip);
        }
        try {
            return InetAddress.getByAddress(ip);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<InetAddress> ips(String... texts) {
        return Arrays.stream(texts).map(AddressSourceTest::ip).toList();
    }

    private static List<Multiaddr> addresses(String... texts) {
        return Arrays.stream(texts).map(Multiaddr::of).toList();
    }
}
