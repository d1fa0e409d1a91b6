package dev.jlibp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.security.pnet.PreSharedKey;
import dev.jlibp2p.security.pnet.PrivateNetworkRequiredException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForcedPrivateNetworkTest {

    private final Map<String, String> forced = Map.of("LIBP2P_FORCE_PNET", "1");

    @Test
    void aNodeWithoutAKeyIsRefusedWhereTheEnvironmentForbidsIt() {
        assertThatThrownBy(() -> new Libp2pBuilder(forced::get).build())
                .isInstanceOf(PrivateNetworkRequiredException.class)
                .hasMessageContaining("LIBP2P_FORCE_PNET");
    }

    @Test
    void aNodeWithOneIsNot() {
        assertThat(
                new Libp2pBuilder(forced::get).privateNetwork(PreSharedKey.of(new byte[PreSharedKey.LENGTH])).build())
                .isNotNull();
    }

    @Test
    void anythingButOneForbidsNothing() {
        assertThat(new Libp2pBuilder(name -> "0").build()).isNotNull();
        assertThat(new Libp2pBuilder(name -> null).build()).isNotNull();
    }
}
