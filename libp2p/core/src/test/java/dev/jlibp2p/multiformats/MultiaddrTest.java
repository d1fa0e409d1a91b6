package dev.jlibp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MultiaddrTest {
    private static final String PEER = "QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC";
    private static final String OTHER_PEER = "12D3KooWCryG7Mon9orvQxcS1rYZjotPgpwoJNHHKcLLfE4Hf5mV";

    static List<String> valid() {
        return TestVectors.lines(MultiaddrTest.class, "multiaddr-valid.txt");
    }

    static List<String> invalid() {
        return TestVectors.lines(MultiaddrTest.class, "multiaddr-invalid.txt");
    }

    static List<String> pairs() {
        return TestVectors.lines(MultiaddrTest.class, "multiaddr-bytes.txt");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void readsWhatGoReads(String text) throws InvalidDataException {
        Multiaddr address = Multiaddr.of(text);

        assertThat(Multiaddr.fromBytes(address.bytes())).isEqualTo(address);
        assertThat(Multiaddr.of(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesWhatGoRefuses(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Multiaddr.of(text))
                .withMessageContaining("is no multiaddr");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void writesTheBytesOfTheVectors(String pair) throws InvalidDataException {
        String text = pair.split(" ")[0];
        byte[] bytes = HexFormat.of().parseHex(pair.split(" ")[1]);

        assertThat(Multiaddr.of(text).bytes()).isEqualTo(bytes);
        assertThat(Multiaddr.fromBytes(bytes)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"/ip4/1.2.3.4/tcp/80///,/ip4/1.2.3.4/tcp/80", "/ipfs/" + PEER + ",/p2p/" + PEER,
        "/p2p/k2k4r8oqamigqdo6o7hsbfwd45y70oyynp98usk7zmyfrzpqxh1pohl7,/p2p/" + PEER, "/ip6/0:0::1,/ip6/::1",
        "/ip6/2001:DB8:0:0:1:0:0:1,/ip6/2001:db8::1:0:0:1", "/ip6/::ffff:102:304,/ip6/::ffff:1.2.3.4",
        "/ip6/1:2:3:4:5:6:1.2.3.4,/ip6/1:2:3:4:5:6:102:304", "/tcp/0080,/tcp/80",
        "/http-path/a%2fb+c,/http-path/a%2Fb%2Bc", "/unix//a//b/,/unix//a//b",
        "/certhash/zQmbWTwYGcmdyK9CYfNBcfs9nhZs17a6FQ4Y8oea278xx41,"
                + "/certhash/uEiDDq4_xNyDorZBH3TlGazyJdOWSwvo4PUo5YHFMrvDE8g",
        "/onion/TIMAQ4YGG2IEGCI7:1234,/onion/timaq4ygg2iegci7:1234"})
    void printsOneCanonicalText(String text, String canonical) {
        assertThat(Multiaddr.of(text)).hasToString(canonical).isEqualTo(Multiaddr.of(canonical));
    }

    @ParameterizedTest
    @CsvSource({"/ipv4/1.2.3.4,did you mean ip4?", "/ipv6/::1,did you mean ip6?",
        "/ip4/1.2.3.4/quicv1,did you mean quic-v1?",
        "/tpc/1,did you mean tcp?", "/ip4/::1,did you mean ip6?", "/ip6/1.2.3.4,did you mean ip4?",
        "/ip6/fe80::1%eth0,/ip6zone/eth0/ip6/fe80::1", "/ip4/1.2.3.4/tcp/65536,expected 0 to 65535",
        "/ip4/1.2.3.4/tcp/http,no unsigned decimal number", "/ip4/01.2.3.4,no IPv4 address",
        "ip4/1.2.3.4,expected a leading '/'",
        "/ip4/1.2.3.4/tcp,/tcp needs a value", "/p2p/bafkqabtimvwgy3yk,expected libp2p-key",
        "/http-path/%2,hexadecimal"})
    void saysWhatIsWrong(String text, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiaddr.of(text))
                .withMessageContaining("\"" + text + "\"")
                .withMessageContaining(hint);
    }

    @Test
    void encapsulatesAndDecapsulates() {
        Multiaddr address = Multiaddr.of("/ip4/1.2.3.4/udp/1/quic-v1");

        assertThat(address.encapsulate(Multiaddr.of("/udp/5"))).hasToString("/ip4/1.2.3.4/udp/1/quic-v1/udp/5");
        assertThat(address.encapsulate(Component.of(Protocol.WEBTRANSPORT))).hasToString(address + "/webtransport");
        assertThat(address.decapsulate(Multiaddr.of("/udp/1"))).hasToString("/ip4/1.2.3.4");
        assertThat(address.decapsulate(Multiaddr.of("/udp/2"))).isSameAs(address);
        assertThat(address.decapsulate(Protocol.UDP)).hasToString("/ip4/1.2.3.4");
        assertThat(address.decapsulate(Protocol.WS)).isSameAs(address);
        assertThat(address.decapsulate(address)).isSameAs(Multiaddr.EMPTY).hasToString("/");
        assertThat(address.decapsulate(Multiaddr.EMPTY)).isSameAs(address);
        assertThat(Multiaddr.EMPTY.encapsulate(address)).isEqualTo(address);
    }

    @Test
    void cutsAtTheLastOccurrence() {
        Multiaddr relayed = Multiaddr.of("/ip4/1.2.3.4/p2p/" + PEER + "/p2p-circuit/ip4/5.6.7.8/p2p/" + OTHER_PEER);

        assertThat(relayed.decapsulate(Protocol.IP4)).hasToString("/ip4/1.2.3.4/p2p/" + PEER + "/p2p-circuit");
        assertThat(relayed.first(Protocol.IP4)).hasValueSatisfying(c -> assertThat(c.value()).isEqualTo("1.2.3.4"));
        assertThat(relayed.last(Protocol.IP4)).hasValueSatisfying(c -> assertThat(c.value()).isEqualTo("5.6.7.8"));
        assertThat(relayed.has(Protocol.P2P_CIRCUIT)).isTrue();
        assertThat(relayed.has(Protocol.TCP)).isFalse();
        assertThat(relayed.last(Protocol.TCP)).isEmpty();
    }

    @Test
    void leadsToThePeerItEndsIn() {
        Multiaddr bare = Multiaddr.of("/ip4/1.2.3.4/tcp/80");
        byte[] peer = Multihash.ofBase58(PEER).bytes();
        Multiaddr full = bare.withPeer(peer);

        assertThat(full).hasToString(bare + "/p2p/" + PEER);
        assertThat(full.withPeer(peer)).isSameAs(full);
        assertThat(full.peer()).contains(peer);
        assertThat(full.withoutPeer()).isEqualTo(bare);
        assertThat(bare.peer()).isEmpty();
        assertThat(bare.withoutPeer()).isSameAs(bare);
        assertThat(Multiaddr.of("/p2p/" + PEER + "/p2p-circuit").peer()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> full.withPeer(Multihash.ofBase58(OTHER_PEER).bytes()))
                .withMessageContaining("already leads to another peer");
    }

    @ParameterizedTest
    @CsvSource({"/ip4/1.2.3.4/tcp/80/ws,1.2.3.4,80", "/ip6/2001:db8::1/udp/4001/quic-v1,2001:db8::1,4001",
        "/ip6/::/tcp/0,::,0"})
    void namesTheSocketItStartsWith(String text, String host, int port) throws UnknownHostException {
        assertThat(Multiaddr.of(text).socketAddress())
                .contains(new InetSocketAddress(InetAddress.getByName(host), port));
    }

    @ParameterizedTest
    @CsvSource({"/dns4/example.com/tcp/80", "/ip4/1.2.3.4", "/ip4/1.2.3.4/sctp/80",
        "/ip6zone/no-such-interface/ip6/fe80::1/tcp/80",
        "/memory/1"})
    void namesNoSocketWhereThereIsNone(String text) {
        assertThat(Multiaddr.of(text).socketAddress()).isEmpty();
    }

    @Test
    void isMadeOfASocket() throws UnknownHostException {
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 4001);
        InetSocketAddress four = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 80);
        InetSocketAddress scoped = new InetSocketAddress(InetAddress.getByName("fe80::1%7"), 80);

        assertThat(Multiaddr.of(six, Protocol.UDP)).hasToString("/ip6/2001:db8::1/udp/4001");
        assertThat(Multiaddr.of(four, Protocol.TCP)).hasToString("/ip4/192.0.2.1/tcp/80");
        assertThat(Multiaddr.of(scoped, Protocol.TCP)).hasToString("/ip6zone/7/ip6/fe80::1/tcp/80");
        assertThat(Multiaddr.of(scoped, Protocol.TCP).socketAddress()).contains(scoped);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiaddr.of(InetSocketAddress.createUnresolved("example.com", 80), Protocol.TCP))
                .withMessageContaining("/dns/example.com");
    }

    @Test
    void isItsBytes() throws InvalidDataException {
        Multiaddr address = Multiaddr.of("/ip4/1.2.3.4/tcp/80");
        byte[] source = address.bytes();
        Multiaddr same = Multiaddr.fromBytes(source);
        source[1] = 9;
        same.bytes()[1] = 9;

        assertThat(same).isEqualTo(address).hasSameHashCodeAs(address).isEqualByComparingTo(address);
        assertThat(address).isNotEqualTo(Multiaddr.of("/ip4/1.2.3.4/udp/80"));
        assertThat(address).isLessThan(Multiaddr.of("/ip4/200.2.3.4/tcp/80"));
        assertThat(address.components()).isUnmodifiable().hasSize(2);
        assertThat(address.size()).isEqualTo(8);
        assertThat(address.isEmpty()).isFalse();
    }
}
