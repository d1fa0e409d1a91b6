package dev.jlibp2p.spring.test.application;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.spring.template.Libp2pOperations;
import dev.jlibp2p.spring.test.Libp2pTest;
import dev.jlibp2p.spring.test.TestNetwork;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;

/** A test of an application as its author writes it. */
@Libp2pTest
@DirtiesContext
@LeaksCheckedOnce
class Libp2pTestTest {

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Host host;

    @Autowired
    private TestNetwork network;

    @AfterEach
    void goodWeather() {
        network.heal();
        network.hosts().forEach(peer -> network.breakLinks(peer, host));
    }

    @Test
    void theNodeStaysWithinTheProcess() {
        assertThat(host).isRunning().speaks(Greeter.GREETING);
        assertThat(host.network().transports()).singleElement()
                .satisfies(transport -> assertThat(transport.name()).isEqualTo("memory"));
        assertThat(host.addresses().listen()).singleElement()
                .satisfies(address -> assertThat(address.toString()).startsWith("/memory/"));
        assertThat(host.addresses().announced()).isEqualTo(host.addresses().listen());
        assertThat(Path.of("target/data-of-production")).doesNotExist();
    }

    @Test
    void onlyThePartThatSpeaksLibp2pIsThere() {
        assertThat(context.getBeanProvider(Counsellor.class).stream()).hasSize(1);
        assertThat(context.getBeanProvider(Libp2pOperations.class).stream()).hasSize(1);
        assertThat(context.getBeanProvider(Greeter.class).stream()).hasSize(1);
        assertThat(context.getBeanProvider(Accounting.class).stream()).isEmpty();
    }

    @Test
    void peersOfTheNetworkAreGreeted() throws IOException {
        Host peer = network.host(0);
        network.connect(peer, host);
        try (Stream stream = peer.open(host.id(), Greeter.GREETING)) {
            assertThat(new String(stream.input().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("hello " + peer.id());
        }
    }

    @Test
    void theNodeIsPartOfTheNetworkAndOfItsPartitions() throws IOException {
        Host near = network.host(0);
        Host far = network.host(1);
        network.partition(List.of(host), List.of(far));
        network.connect(host, near);

        assertThatThrownBy(() -> network.connect(host, far)).isInstanceOf(DialException.class);
        network.heal();
        network.connect(host, far);
        network.breakLinks(host, near);
        assertThat(host).isConnectedTo(far).within(Duration.ofSeconds(30)).isNotConnectedTo(near);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Peers {

        @Bean
        TestNetwork network() {
            return TestNetwork.of(2);
        }
    }
}
