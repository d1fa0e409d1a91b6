package dev.jlibp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.security.tls.CertificateCase.Presented;
import dev.jlibp2p.security.tls.HostileTlsPeer.Manner;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * H7 and X-16: whoever judges, on whichever side, gives the specification's verdict on every certificate and handshake, and the
 * listener lives on. The judge is a whole host over TCP; the peer is made of Netty alone.
 */
@LeaksCheckedOnce
class CertificateVerdictTest {
    private static final Identity PEER = Identity.generate(KeyType.ED25519, new SecureRandom());
    private static final HostileTlsPeer HOSTILE = new HostileTlsPeer();

    private static Presented good;

    @BeforeAll
    static void makeAGoodOne() {
        good = CertificateCases.all().get(0).make(PEER, Clock.systemUTC().instant());
    }

    @AfterAll
    static void close() {
        HOSTILE.close();
    }

    @ParameterizedTest
    @EnumSource
    void aServerGivesTheVerdict(TlsLibrary library) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (Host host = host(library)) {
            for (CertificateCase each : CertificateCases.presentable()) {
                Presented presented = each.make(PEER, Clock.systemUTC().instant());
                if (HOSTILE.isHeardBy(address(host), Manner.with(presented)) != each.accepted()) {
                    wrong.add(each.name());
                }
            }
            assertThat(wrong).as("wrong verdicts").isEmpty();
            assertThatItStillListens(host);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientGivesTheVerdict(TlsLibrary library) throws Exception {
        List<String> wrong = new ArrayList<>();
        try (Host host = host(library)) {
            for (CertificateCase each : CertificateCases.presentable()) {
                Presented presented = each.make(PEER, Clock.systemUTC().instant());
                if (connects(host, Manner.with(presented)) != each.accepted()) {
                    wrong.add(each.name());
                }
            }
            assertThat(wrong).as("wrong verdicts").isEmpty();
            assertThatItStillListens(host);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerGivesTheVerdictOnTheRestOfTheHandshake(TlsLibrary library) throws Exception {
        try (Host host = host(library)) {
            InetSocketAddress address = address(host);
            assertThat(HOSTILE.isHeardBy(address, Manner.with(good))).as("as it should be").isTrue();
            assertThat(HOSTILE.isHeardBy(address, Manner.with(good).serverName("example.com"))).as("a server name")
                    .isTrue();
            assertThat(HOSTILE.isHeardBy(address, Manner.with(good).protocols("/other/1", "/yamux/1.0.0", "libp2p")))
                    .as("a muxer nobody knows, first")
                    .isTrue();
            assertThat(HOSTILE.isHeardBy(address, Manner.with(null))).as("no certificate").isFalse();
            assertThat(HOSTILE.isHeardBy(address, Manner.with(good).version("TLSv1.2"))).as("TLS 1.2").isFalse();
            assertThat(HOSTILE.isHeardBy(address, Manner.with(good).protocols("h2", "http/1.1"))).as("other protocols")
                    .isFalse();
            assertThatItStillListens(host);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientGivesTheVerdictOnTheRestOfTheHandshake(TlsLibrary library) throws Exception {
        try (Host host = host(library)) {
            assertThat(connects(host, Manner.with(good))).as("as it should be").isTrue();
            assertThat(connects(host, Manner.with(good).version("TLSv1.2"))).as("TLS 1.2").isFalse();
            assertThat(connects(host, Manner.with(good).protocols("h2"))).as("other protocols").isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedServerIsTheCauseOfTheDialsFailure(TlsLibrary library) throws Exception {
        Presented presented = CertificateCases.presentable()
                .stream()
                .filter(each -> each.name().equals("expired"))
                .findFirst()
                .orElseThrow()
                .make(PEER, Clock.systemUTC().instant());
        Channel listener = HOSTILE.listen(Manner.with(presented));
        try (Host host = host(library)) {
            assertThatThrownBy(() -> host.connect(address(listener))).isInstanceOf(DialException.class)
                    .hasStackTraceContaining("the peer's certificate is refused: it was valid until");
        } finally {
            listener.close().sync();
        }
    }

    private static boolean connects(Host host, Manner manner) throws Exception {
        Channel listener = HOSTILE.listen(manner);
        try {
            Connection connection = host.connect(address(listener));
            boolean proven = connection.peer().equals(PEER.peerId());
            host.disconnect(PEER.peerId());
            return proven;
        } catch (IOException refused) {
            return false;
        } finally {
            listener.close().sync();
        }
    }

    private static void assertThatItStillListens(Host host) throws IOException {
        try (Host honest = host(TlsLibrary.best())) {
            assertThat(honest.connect(host.id(), host.addresses().listen()).peer()).isEqualTo(host.id());
        }
    }

    private static Host host(TlsLibrary library) throws IOException {
        Libp2pBuilder builder = Libp2p.builder()
                .securities(List.of(
                        identity -> new TlsSecurity(identity, library, new SecureRandom(), Clock.systemUTC())));
        return builder.listen("/ip4/127.0.0.1/tcp/0").start();
    }

    private static InetSocketAddress address(Host host) {
        return host.addresses().listen().get(0).socketAddress().orElseThrow();
    }

    private static Multiaddr address(Channel listener) {
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        return PEER.peerId().addTo(Multiaddr.of("/ip4/127.0.0.1/tcp/" + port));
    }
}
