package dev.jlibp2p.spring.test.application;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static dev.jlibp2p.spring.test.application.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.Registration;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.test.Libp2pTest;
import dev.jlibp2p.spring.test.TestNetwork;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.annotation.DirtiesContext;

/** Methods of an application that fail or block cost their own stream and nothing else. */
@Libp2pTest
@DirtiesContext
@LeaksCheckedOnce
class MisbehaviourTest {

    private static final ProtocolId BLOCKING = ProtocolId.of("/blocking/1.0.0");

    private static final ProtocolId BY_HAND = ProtocolId.of("/by-hand/1.0.0");

    @Autowired
    private Host node;

    @Autowired
    private TestNetwork network;

    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        network.connect(network.host(0), node);
        connection = network.host(0).connections(node.id()).getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error", "overflow"})
    void aMethodThatThrowsResetsItsStreamOnly(String how) throws IOException {
        assertThatThrownBy(() -> advice(how)).isInstanceOf(StreamResetException.class);

        assertThatTheNodeServes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "error", "overflow", "interrupt"})
    void aHandlerRegisteredByHandThatThrowsResetsItsStreamOnly(String how) throws IOException {
        try (Registration registered = node.handle(BY_HAND, stream -> fail(how))) {
            assertThat(registered).isNotNull();
            try (Stream stream = network.host(0).open(node.id(), BY_HAND)) {
                assertThatThrownBy(() -> stream.input().readAllBytes()).isInstanceOf(StreamResetException.class);
            }
        }
        assertThatTheNodeServes();
    }

    @Test
    void aMethodThatInterruptsItsThreadHarmsNobodyElse() throws IOException {
        try {
            assertThat(advice("interrupt")).isEqualTo("interrupted");
        } catch (StreamResetException e) {
            assertThat(e).as("an interrupted thread may write no more").isNotNull();
        }
        assertThatTheNodeServes();
    }

    @Test
    void methodsThatBlockDelayNobody() throws IOException {
        List<Stream> blocked = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                blocked.add(network.host(0).open(node.id(), BLOCKING));
            }
            assertThatTheNodeServes();
        } finally {
            blocked.forEach(stream -> stream.reset(0));
        }
    }

    private void assertThatTheNodeServes() throws IOException {
        assertThat(connection.isOpen()).as("the connection of before").isTrue();
        assertThat(advice("why")).startsWith("why is a good question");
        assertThat(node).isConnectedTo(network.host(0)).speaks("/advice/1.0.0");
    }

    private String advice(String question) throws IOException {
        return ask(network.host(0), node, "/advice/1.0.0", question);
    }

    private static void fail(String how) {
        switch (how) {
            case "exception" -> throw new IllegalStateException("on purpose");
            case "error" -> throw new AssertionError("on purpose");
            case "interrupt" -> {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("on purpose, interrupted");
            }
            default -> fail(how);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Peers {

        @Bean
        TestNetwork network() {
            return TestNetwork.of(1);
        }
    }
}
