package dev.jlibp2p.spring.test;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostAssertTest {

    private static final ProtocolId NOBODYS = ProtocolId.of("/nobodys/1.0.0");

    @Test
    void everyAssertionFailsWhereItsClaimIsFalse(@TestNodes(2) TestNetwork network) throws IOException {
        Host host = network.host(0);
        Host peer = network.host(1);
        fails(() -> assertThat(host).isStopped(), "to be stopped");
        fails(() -> assertThat(host).isConnectedTo(peer), "to be connected to " + peer.id() + ", but it has no peer");
        fails(() -> assertThat(host).speaks("/nobodys/1.0.0"), "to speak /nobodys/1.0.0, but it speaks [");
        fails(() -> assertThat(host).doesNotSpeak("/ipfs/ping/1.0.0"), "not to speak /ipfs/ping/1.0.0");
        fails(() -> assertThat(host).knowsThat(peer.id(), NOBODYS), "it knows of []");
        network.connectAll();
        fails(() -> assertThat(host).isNotConnectedTo(peer), "not to be connected to " + peer.id());
        fails(() -> assertThat(host).hasPeers(0), "to have 0 peers, but it is connected to [" + peer.id() + "]");
        fails(() -> assertThat((Host) null).isRunning(), "not to be null");
        host.stop();
        fails(() -> assertThat(host).isRunning(), host + " to run");
    }

    @Test
    void aPatientAssertionWaitsForWhatComesTrue(@TestNodes(2) TestNetwork network) {
        Host host = network.host(0);
        Thread.ofVirtual().start(() -> host.handle(NOBODYS, stream -> {}));

        assertThat(host).within(Duration.ofSeconds(30)).speaks(NOBODYS);
    }

    @Test
    void aPatientAssertionGivesUpAtItsLimit(@TestNodes(1) TestNetwork network) {
        fails(() -> assertThat(network.host(0)).within(Duration.ofMillis(20)).isStopped(), "for 20 ms");
    }

    private static void fails(Runnable assertion, String message) {
        assertThatThrownBy(assertion::run).isInstanceOf(AssertionError.class).hasMessageContaining(message);
    }
}
