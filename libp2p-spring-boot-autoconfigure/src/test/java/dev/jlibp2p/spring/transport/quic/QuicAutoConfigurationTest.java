package dev.jlibp2p.spring.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.address.DefaultAddresses;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.quic.QuicConfig;
import dev.jlibp2p.transport.quic.QuicLimits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.env.MockEnvironment;

class QuicAutoConfigurationTest {

    private static final String QUIC = "/ip4/127.0.0.1/udp/0/quic-v1";

    private static final ListenAddresses EXPLICIT = new ListenAddresses(List.of(Multiaddr.of(QUIC)), true);

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pQuicAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    @Test
    void aNodeListensOnQuicWhereItIsAskedTo() {
        runner.withPropertyValues("libp2p.listen=/ip4/127.0.0.1/tcp/0," + QUIC,
                "libp2p.transports.quic.enabled=false").run(context -> {
                    Host host = context.getBean(Host.class);
                    assertThat(names(host)).containsExactlyInAnyOrder("tcp", "quic-v1");
                    assertThat(host.addresses().listen()).anyMatch(address -> address.toString().endsWith("/quic-v1"));
                });
    }

    @Test
    void aNodeDialsOverQuicUnlessItIsOff() {
        runner.run(context -> assertThat(names(context.getBean(Host.class))).contains("quic-v1"));
        runner.withPropertyValues("libp2p.transports.quic.enabled=false")
                .run(context -> assertThat(names(context.getBean(Host.class))).containsExactly("tcp"));
    }

    @Test
    void withoutTheModuleTheNodeIsTheSameLessQuic() {
        runner.withClassLoader(new FilteredClassLoader("dev.jlibp2p.transport.quic"))
                .run(context -> assertThat(names(context.getBean(Host.class))).containsExactly("tcp"));
    }

    @Test
    void theDefaultListHasQuicOnBothFamilies() {
        DefaultAddresses defaults = new Libp2pQuicAutoConfiguration().libp2pQuicDefaultAddresses(properties(),
                new MockEnvironment());
        assertThat(defaults.hindrance()).isEmpty();
        assertThat(defaults.addresses()).extracting(Multiaddr::toString)
                .containsExactly("/ip4/0.0.0.0/udp/4001/quic-v1", "/ip6/::/udp/4001/quic-v1");
    }

    @Test
    void aPrivateNetworkHasNoQuicByDefault() {
        DefaultAddresses defaults = new Libp2pQuicAutoConfiguration().libp2pQuicDefaultAddresses(properties(),
                new MockEnvironment().withProperty("libp2p.pnet.key-file", "swarm.key"));
        assertThat(defaults.hindrance()).contains("private network");

        DefaultAddresses forced = new Libp2pQuicAutoConfiguration().libp2pQuicDefaultAddresses(properties(),
                new MockEnvironment().withProperty("LIBP2P_FORCE_PNET", "1"));
        assertThat(forced.hindrance()).contains("private network");
    }

    @Test
    void anExplicitAddressInAPrivateNetworkFailsTheStart() {
        QuicHostCustomizer customizer = new QuicHostCustomizer(properties(), EXPLICIT,
                new QuicPossibility(true, true, () -> ""));
        assertThatThrownBy(() -> customizer.customize(Libp2p.builder())).isInstanceOf(RefusedPropertyException.class)
                .hasMessageContaining("libp2p.listen")
                .hasMessageContaining("private network");
    }

    @Test
    void anExplicitAddressWithoutTheLibraryFailsTheStartAndADefaultOneDoesNot() {
        QuicPossibility impossible = new QuicPossibility(true, false, () -> "the native library did not load");
        assertThatThrownBy(
                () -> new QuicHostCustomizer(properties(), EXPLICIT, impossible).customize(Libp2p.builder()))
                .isInstanceOf(RefusedPropertyException.class)
                .hasMessageContaining("the native library did not load");

        ListenAddresses defaults = new ListenAddresses(List.of(), false);
        assertThatCode(() -> new QuicHostCustomizer(properties(), defaults, impossible).customize(Libp2p.builder()))
                .doesNotThrowAnyException();
    }

    @Test
    void everyPropertyReachesTheTransport() {
        QuicProperties properties = properties("max-datagram-size", "1452B", "initial-window", "1MB", "retry-above",
                "7",
                "segments", "1", "batched-receive", "false");
        assertThat(properties.config())
                .isEqualTo(new QuicConfig(1452, 1 << 20, 7, 1, false, QuicLimits.defaults()));
        assertThat(properties().config()).isEqualTo(QuicConfig.defaults());
    }

    @Test
    void aValueThatCannotBeServedIsNamed() {
        assertThatThrownBy(() -> properties("max-window", "1MB").config()).isInstanceOf(RefusedPropertyException.class)
                .hasMessageContaining("libp2p.transports.quic.max-window");
        assertThatThrownBy(() -> properties("max-datagram-size", "1199B")).rootCause()
                .hasMessageContaining("max-datagram-size is 1199");
    }

    private static List<String> names(Host host) {
        return host.network().transports().stream().map(Transport::name).toList();
    }

    private static QuicProperties properties(String... pairs) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        for (int i = 0; i < pairs.length; i += 2) {
            source.put(QuicProperties.PREFIX + "." + pairs[i], pairs[i + 1]);
        }
        return new Binder(source).bindOrCreate(QuicProperties.PREFIX, QuicProperties.class);
    }
}
