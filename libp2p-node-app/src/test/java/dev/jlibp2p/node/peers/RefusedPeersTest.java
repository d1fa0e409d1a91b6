package dev.jlibp2p.node.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** A node whose gater and limits refuse, over HTTP. */
@LeaksCheckedOnce
@DirtiesContext
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0"})
class RefusedPeersTest {

    @Autowired
    private RestTestClient rest;

    @Autowired
    private Gate gate;

    @Autowired
    private MockTicker ticker;

    private final Host other = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").build();

    @BeforeEach
    void startTheOther() throws IOException {
        ticker.advance(1, TimeUnit.HOURS);
        other.start();
    }

    @AfterEach
    void stopTheOther() {
        other.stop();
        gate.clear();
    }

    @Test
    void aVetoBeforeTheDialIsGated() {
        gate.refusedDials.add(other.id());
        connect().expectStatus().isForbidden().expectBody().jsonPath("$.code").isEqualTo("gated");
    }

    @Test
    void aVetoOfTheProvenPeerIsGated() {
        gate.refusedPeers.add(other.id());
        connect().expectStatus().isForbidden().expectBody().jsonPath("$.code").isEqualTo("gated");
    }

    @Test
    void aLimitThatIsReachedIsNamed() throws IOException {
        connect().expectStatus().isCreated();
        try (Host third = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
            connect(third).expectStatus()
                    .isEqualTo(409)
                    .expectBody()
                    .jsonPath("$.code")
                    .isEqualTo("limit")
                    .jsonPath("$.detail")
                    .value(String.class, detail -> assertThat(detail)
                            .contains("connections-outbound", "libp2p.limits."));
        }
    }

    @Test
    void dialsOverTheRateAreRefusedUntilTheTimeThatIsTold() {
        String address = "/ip4/127.0.0.1/tcp/1/p2p/" + other.id();
        other.stop();
        for (int i = 0; i < DialRate.BURST; i++) {
            connect(address).expectStatus().isEqualTo(502);
        }
        connect(address).expectStatus()
                .isEqualTo(429)
                .expectHeader()
                .valueEquals("Retry-After", "1")
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.code")
                .isEqualTo("rate-limited");
        ticker.advance(100, TimeUnit.MILLISECONDS);
        connect(address).expectStatus().isEqualTo(502);
    }

    private ResponseSpec connect() {
        return connect(other);
    }

    private ResponseSpec connect(Host host) {
        return connect(host.id().addTo(host.addresses().listen().getFirst()).toString());
    }

    private ResponseSpec connect(String address) {
        return rest.post()
                .uri("/api/v1/peers")
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"addrs\":[\"" + address + "\"]}")
                .exchange();
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Refusals {

        @Bean
        MockTicker ticker() {
            return Ticker.newMockTicker();
        }

        @Bean
        @Primary
        DialRate slowDialRate(MockTicker ticker) {
            return new DialRate(ticker);
        }

        @Bean
        Gate gate() {
            return new Gate();
        }

        @Bean
        ResourceManager resources() {
            return new ResourceManager(new Limits(0, 1, 10, 10, 1 << 20), new Limits(0, 1, 0, 0, 1 << 20),
                    Limits.CONNECTION);
        }
    }

    static final class Gate implements ConnectionGater {

        private final Set<PeerId> refusedDials = ConcurrentHashMap.newKeySet();

        private final Set<PeerId> refusedPeers = ConcurrentHashMap.newKeySet();

        @Override
        public boolean admitsDial(@Nullable PeerId peer, Multiaddr address) {
            return peer == null || !refusedDials.contains(peer);
        }

        @Override
        public boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
            return !refusedPeers.contains(peer);
        }

        void clear() {
            refusedDials.clear();
            refusedPeers.clear();
        }
    }
}
