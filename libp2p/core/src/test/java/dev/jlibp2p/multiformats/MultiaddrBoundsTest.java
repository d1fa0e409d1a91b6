package dev.jlibp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C3: what a peer may put into an address, and what text and bytes have in common. */
class MultiaddrBoundsTest {
    /** Every protocol at least once; what the vectors of go lack is added. */
    private static final List<Component> SAMPLES = Stream.concat(MultiaddrTest.valid().stream(),
            Stream.of("/dns/a.example/dns4/b/dns6/c/dnsaddr/d/dccp/1/p2p-circuit/plaintextv2"))
            .map(Multiaddr::of)
            .flatMap(address -> address.components().stream())
            .distinct()
            .toList();

    /** A path takes the rest of an address, so it joins with nothing. */
    private static final List<Component> JOINABLE = SAMPLES.stream()
            .filter(component -> component.protocol() != Protocol.UNIX)
            .toList();

    @Test
    void theSamplesHaveEveryProtocol() {
        assertThat(SAMPLES).extracting(Component::protocol).contains(Protocol.values());
    }

    @Test
    void textAndBytesConvertWithoutLoss() throws InvalidDataException {
        Random random = new Random(5);
        for (int round = 0; round < 5_000; round++) {
            List<Component> components = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(8); i++) {
                components.add(JOINABLE.get(random.nextInt(JOINABLE.size())));
            }
            Multiaddr address = Multiaddr.of(components);

            assertThat(Multiaddr.of(address.toString())).isEqualTo(address);
            assertThat(Multiaddr.fromBytes(address.bytes()).components()).isEqualTo(components);
        }
    }

    @Test
    void ip6TextIsReadAsJavaReadsIt() throws UnknownHostException {
        Random random = new Random(9);
        for (int round = 0; round < 5_000; round++) {
            byte[] ip = new byte[16];
            random.nextBytes(ip);
            int start = random.nextInt(16);
            Arrays.fill(ip, start, start + random.nextInt(17 - start), (byte) 0);
            String text = Component.of(Protocol.IP6, ip).value();

            assertThat(InetAddress.getByName(text)).as(text).isEqualTo(InetAddress.getByAddress(ip));
            assertThat(Component.of(Protocol.IP6, text).bytes()).as(text).isEqualTo(ip);
            assertThat(text).doesNotContain(":0:0:0");
        }
    }

    @Test
    void refusesEveryPartOfEveryComponent() {
        for (Component component : SAMPLES) {
            byte[] whole = Multiaddr.of(List.of(component)).bytes();
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> Multiaddr.fromBytes(part))
                        .as("%s cut to %s", component, length)
                        .isInstanceOf(InvalidDataException.class);
            }
        }
    }

    @Test
    void nestsCircuitsUpToTheBound() throws InvalidDataException {
        String circuit = "/p2p-circuit";
        Multiaddr deepest = Multiaddr.of(circuit.repeat(Multiaddr.MAX_CIRCUITS));
        byte[] deeper = repeat(deepest.bytes(), 2);

        assertThat(Multiaddr.fromBytes(deepest.bytes())).isEqualTo(deepest);
        assertThatThrownBy(() -> Multiaddr.fromBytes(deeper)).hasMessageContaining("nests 16 p2p-circuits");
        assertThatThrownBy(() -> Multiaddr.fromBytes(repeat(Multiaddr.of(circuit).bytes(), 100)))
                .isInstanceOf(InvalidDataException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> deepest.encapsulate(Multiaddr.of(circuit)));
        assertThatIllegalArgumentException().isThrownBy(() -> Multiaddr.of(circuit.repeat(9)));
    }

    @Test
    void countsComponentsUpToTheBound() throws InvalidDataException {
        byte[] tls = Multiaddr.of("/tls").bytes();
        byte[] most = repeat(tls, Multiaddr.MAX_COMPONENTS);

        assertThat(Multiaddr.fromBytes(most).components()).hasSize(Multiaddr.MAX_COMPONENTS);
        assertThatThrownBy(() -> Multiaddr.fromBytes(repeat(tls, Multiaddr.MAX_COMPONENTS + 1)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("more than 128 components");
        assertThatThrownBy(() -> Multiaddr.fromBytes(repeat(tls, 2048))).hasMessageContaining("components");
        assertThatIllegalArgumentException().isThrownBy(() -> Multiaddr.of("/tls".repeat(10_000)));
    }

    @Test
    void hasFourKibibytesAtMost() throws InvalidDataException {
        Component path = Component.of(Protocol.HTTP_PATH, new byte[Multiaddr.MAX_BYTES - 4]);
        Multiaddr longest = Multiaddr.of(List.of(path));
        byte[] longer = Arrays.copyOf(longest.bytes(), Multiaddr.MAX_BYTES + 1);

        assertThat(longest.size()).isEqualTo(Multiaddr.MAX_BYTES);
        assertThat(Multiaddr.fromBytes(longest.bytes())).isEqualTo(longest);
        assertThat(Multiaddr.of(longest.toString())).isEqualTo(longest);
        assertThatThrownBy(() -> Multiaddr.fromBytes(longer)).hasMessageContaining("expected 1 to 4096");
        assertThatIllegalArgumentException().isThrownBy(() -> longest.encapsulate(Component.of(Protocol.TLS)));
    }

    @Test
    void refusesAMebibyteOfTextUnread() {
        String text = "/dns/" + "a".repeat(1 << 20);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Multiaddr.of(text))
                .withMessageContaining("expected at most")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(500));
    }

    /** C2: lengths of 2^31 and 2^62 before nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"35808080800800", "35ffffffff07", "358080808080808080" + "40", "35ffffffffffffffff7f"})
    void refusesLengthsNothingFollows(String hex) {
        assertThatThrownBy(() -> Multiaddr.fromBytes(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("announces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "03", "ffff7f", "84e0ff00", "0401020304" + "06", "3500", "3503612f62", "3502c328",
        "3502610a", "2a00",
        "90030161", "9003022f2f", "90030461616161", "9003022f61" + "0401020304", "a5030301" + "0130", "a503021200",
        "a50300",
        "a50322112000000000000000000000000000000000000000000000000000000000000000", "bc03000000000000000000000000",
        "d20300", "d203011e", "e10300", "be03020000", "bf03020000", "8704", "06808001"})
    void refusesMalformedBytes(String hex) {
        assertThatThrownBy(() -> Multiaddr.fromBytes(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidDataException.class);
    }

    /** C4 in an address: an inlined key of more than 42 bytes names no peer. */
    @Test
    void inlinesKeysUpToTheBound() {
        byte[] longest = Multihash.identity(new byte[42]).bytes();
        byte[] longer = Multihash.identity(new byte[43]).bytes();

        assertThat(Component.of(Protocol.P2P, longest).bytes()).isEqualTo(longest);
        assertThatIllegalArgumentException().isThrownBy(() -> Component.of(Protocol.P2P, longer));
    }

    @Test
    void twoPeersInARowAreKeptAsTheyCame() throws InvalidDataException {
        String text = "/p2p/QmcgpsyWgH8Y8ajJz1Cu72KnS5uo2Aa2LpzU7kinSupNKC".repeat(2);

        assertThat(Multiaddr.fromBytes(Multiaddr.of(text).bytes())).hasToString(text);
    }

    private static byte[] repeat(byte[] bytes, int times) {
        byte[] out = new byte[bytes.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(bytes, 0, out, i * bytes.length, bytes.length);
        }
        return out;
    }
}
