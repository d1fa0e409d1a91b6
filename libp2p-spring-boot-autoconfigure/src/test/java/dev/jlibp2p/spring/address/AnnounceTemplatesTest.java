package dev.jlibp2p.spring.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

class AnnounceTemplatesTest {

    private final MockEnvironment environment = new MockEnvironment();

    @Test
    void textWithoutPlaceholdersIsAnAddress() {
        assertThat(resolve("/dns4/example.org/tcp/4001")).containsExactly(Multiaddr.of("/dns4/example.org/tcp/4001"));
    }

    @Test
    void theIndexOfThePodIsAddedToTheNumber() {
        environment.setProperty("POD_INDEX", "12");
        assertThat(resolve("/ip4/192.0.2.1/tcp/{ordinal+30400}"))
                .containsExactly(Multiaddr.of("/ip4/192.0.2.1/tcp/30412"));
        assertThat(resolve("/dns4/node-{ordinal}.example.org/tcp/1"))
                .containsExactly(Multiaddr.of("/dns4/node-12.example.org/tcp/1"));
    }

    @Test
    void theNumberThatEndsThePodsNameStandsIn() {
        environment.setProperty("POD_INDEX", "");
        environment.setProperty("POD_NAME", "my-node2-7");
        assertThat(resolve("/ip4/192.0.2.1/tcp/{ordinal+30400}"))
                .containsExactly(Multiaddr.of("/ip4/192.0.2.1/tcp/30407"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ip4/192.0.2.1/tcp/{ordinal+1}", "/ip4/${NODE_IP}/tcp/1", "/ip4/192.0.2.1/tcp/{ordinal-1}",
        "/ip4/192.0.2.1/tcp/{port}", "/ip4/192.0.2.1/tcp/{ordinal", "nonsense", ""})
    void whatCannotBeFilledInIsRefusedWithTheTextItStandsIn(String template) {
        assertThatExceptionOfType(RefusedPropertyException.class).isThrownBy(() -> resolve(template))
                .satisfies(e -> assertThat(e.getValue()).isEqualTo(template));
    }

    @Test
    void aPortBeyondTheRangeIsRefused() {
        environment.setProperty("POD_INDEX", "65535");
        assertThatExceptionOfType(RefusedPropertyException.class)
                .isThrownBy(() -> resolve("/ip4/192.0.2.1/tcp/{ordinal+30400}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "65536", "9999999999"})
    void anIndexThatIsNoOrdinalIsNotUsed(String index) {
        environment.setProperty("POD_INDEX", index);
        assertThatExceptionOfType(RefusedPropertyException.class)
                .isThrownBy(() -> resolve("/ip4/192.0.2.1/tcp/{ordinal}"))
                .withMessageContaining("POD_INDEX");
    }

    private List<Multiaddr> resolve(String template) {
        return new AnnounceTemplates(environment).resolve("libp2p.announce", List.of(template));
    }
}
