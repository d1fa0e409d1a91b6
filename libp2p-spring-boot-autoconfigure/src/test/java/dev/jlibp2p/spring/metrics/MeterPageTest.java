package dev.jlibp2p.spring.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.GateMode;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.resource.ResourceManager;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The page of all meters, written from the meters of a node that has talked. */
class MeterPageTest {

    private static final Path PAGE = Path.of("METERS.md");

    private static final String COMMAND = "mvn test -pl libp2p-spring-boot-autoconfigure -am -Dtest=MeterPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmeters.write";

    @Test
    void thePageSaysWhatANodeMeasures() throws IOException {
        String page = new MeterPage(metersAfterATalk()).markdown(COMMAND);
        if (System.getProperty("meters.write") != null) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("to write it anew: %s", COMMAND).content().isEqualTo(page);
    }

    private static SimpleMeterRegistry metersAfterATalk() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        ResourceManager resources = ResourceManager.withDefaults();
        new GaterMeters(new AccessGater(GateMode.ENFORCE, Clock.systemUTC(), Ticker.systemTicker())).bindTo(registry);
        try (Host host = Libp2p.builder()
                .resources(resources)
                .service(new HostMeters(registry, resources))
                .listen("/ip4/127.0.0.1/tcp/0")
                .start(); Host peer = Libp2p.builder().handler(new Echo()).listen("/ip4/127.0.0.1/tcp/0").start()) {
            host.connect(peer.id(), peer.addresses().listen());
            try (Stream stream = host.open(peer.id(), Echo.PROTOCOL)) {
                stream.output().close();
                assertThat(stream.input().readAllBytes()).isEmpty();
            }
            new Ping(new SecureRandom(), Ticker.systemTicker(), Duration.ofSeconds(30)).ping(host, peer.id(), 1);
            Identity stranger = Identity.generate(KeyType.ED25519, new SecureRandom());
            assertThatThrownBy(() -> host.connect(stranger.peerId(), peer.addresses().listen()))
                    .isInstanceOf(IOException.class);
            Baseline.await(() -> registry.find("libp2p.identify").timer() != null, () -> "identify is measured");
        }
        Baseline.await(() -> registry.find("libp2p.connections.closed").counter() != null, () -> "the end is measured");
        return registry;
    }
}
