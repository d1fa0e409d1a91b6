package dev.jlibp2p.node.info;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.protocol.identify.Identify;
import dev.jlibp2p.protocol.ping.Ping;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureTest {

    @Test
    void featuresAreWhatIsHandled() {
        assertThat(Feature.of(List.of(Ping.PROTOCOL, Identify.PROTOCOL), Optional.empty()))
                .containsExactly("identify", "ping");
    }

    @Test
    void aPrivateNetworkIsToldByItsFingerprint() {
        assertThat(Feature.of(List.of(), Optional.of("45fc986b"))).containsExactly("pnet:45fc986b");
    }
}
