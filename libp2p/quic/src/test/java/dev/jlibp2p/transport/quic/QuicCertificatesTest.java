package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.security.tls.CertificateCase;
import dev.jlibp2p.security.tls.CertificateCase.Presented;
import dev.jlibp2p.security.tls.CertificateCases;
import dev.jlibp2p.security.tls.PeerTrust;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import dev.jlibp2p.transport.TransportContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** H7 and X-16 over QUIC: every certificate meets its verdict, as a client's and as a server's, and the node lives on. */
@LeaksCheckedOnce
class QuicCertificatesTest {

    private static Host honest;

    @BeforeAll
    static void start() throws IOException {
        honest = QuicPair.node(QuicConfig.defaults()).listen(QuicPair.ANYWHERE).start();
    }

    @AfterAll
    static void stop() {
        try {
            Baseline.await(() -> honest.network().resources().system().connections() == 0, () -> "links are left");
        } finally {
            honest.close();
        }
    }

    static List<CertificateCase> cases() {
        return CertificateCases.presentable();
    }

    @Test
    void thereAreCasesEnough() {
        assertThat(CertificateCases.all()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aCertificateMeetsItsVerdictOnBothSides(CertificateCase each) throws Exception {
        try (Host peer = presenting(each)) {
            asServer(each, peer);
            Baseline.await(() -> peer.connections().isEmpty(), () -> "still connected");
            asClient(each, peer);
        }
        Baseline.await(() -> honest.connections().isEmpty(), () -> honest.connections().toString());
    }

    @Test
    void aPeerOfAnotherNameIsRefusedAsSuch() throws Exception {
        PeerId other = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
        try (Host peer = QuicPair.node(QuicConfig.defaults()).listen(QuicPair.ANYWHERE).start()) {
            Throwable cause = failure(honest, other, peer);
            assertThat(Outcome.of(cause)).isEqualTo(Outcome.PEER_ID_MISMATCH);
        }
    }

    private static void asServer(CertificateCase each, Host peer) throws Exception {
        if (each.accepted()) {
            assertThat(honest.connect(peer.id(), peer.addresses().listen()).peer()).isEqualTo(peer.id());
            Baseline.await(() -> !peer.connections().isEmpty(), () -> each + " does not see who has come");
            honest.disconnect(peer.id());
        } else {
            // The other side's own library goes silent where it cannot sign with such a key.
            assertThat(Outcome.of(failure(honest, peer.id(), peer))).isIn(Outcome.SECURITY_FAILED, Outcome.TIMEOUT);
        }
    }

    private static void asClient(CertificateCase each, Host peer) throws Exception {
        Future<?> dial = peer.network().dial(honest.id(), honest.addresses().listen());
        if (each.accepted()) {
            assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.cause()).isNull();
            Baseline.await(() -> !honest.connections(peer.id()).isEmpty(), () -> each + " did not get in");
        } else {
            // The library does not tell a client that it was refused; it would find out by its timeout.
            dial.await(150, TimeUnit.MILLISECONDS);
            dial.cancel(false);
            assertThat(honest.connections(peer.id())).isEmpty();
        }
    }

    private static Throwable failure(Host dialler, PeerId expected, Host peer) throws InterruptedException {
        Future<?> dial = dialler.network().dial(expected, peer.addresses().listen());
        assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(dial.cause()).isInstanceOf(DialException.class);
        return dial.cause();
    }

    private static Host presenting(CertificateCase each) throws IOException {
        Identity identity = Identity.generate(KeyType.ED25519, new SecureRandom());
        return Libp2p.builder()
                .identity(identity)
                .dialTimeout(Duration.ofSeconds(20))
                .transports(List.of(context -> new QuicTransport(context, QuicConfig.defaults(), tls(each, context))))
                .listen(QuicPair.ANYWHERE)
                .start();
    }

    private static QuicTls tls(CertificateCase each, TransportContext context) {
        Presented presented = each.make(context.identity(), Clock.systemUTC().instant());
        return new QuicTls(presented.key(), presented.certificates(), new PeerTrust(context.clock()),
                context.random());
    }
}
