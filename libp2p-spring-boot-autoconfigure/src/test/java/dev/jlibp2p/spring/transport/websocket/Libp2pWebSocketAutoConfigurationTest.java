package dev.jlibp2p.spring.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.identity.SelfSigned;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.websocket.WebSocketSettings;
import dev.jlibp2p.transport.websocket.WebSocketTransport;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class Libp2pWebSocketAutoConfigurationTest {

    private final DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pWebSocketAutoConfiguration.class, Libp2pAutoConfiguration.class))
            .withBean(SslBundles.class, () -> bundles)
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    @Test
    void webSocketsAreDialledByDefaultAndNobodyListens() {
        runner.run(context -> {
            Host host = context.getBean(Host.class);
            assertThat(host.network().transports()).extracting(Transport::name).containsExactly("tcp", "websocket");
            assertThat(host.addresses().listen()).hasSize(1);
        });
    }

    @Test
    void theySwitchOffAndAnAddressSwitchesThemOn() {
        runner.withPropertyValues("libp2p.transports.websocket.enabled=false")
                .run(context -> assertThat(names(context.getBean(Host.class))).containsExactly("tcp"));
        runner.withPropertyValues("libp2p.transports.websocket.enabled=false", "libp2p.transports.tcp.enabled=false",
                "libp2p.listen=/ip4/127.0.0.1/tcp/0/ws")
                .run(context -> assertThat(names(context.getBean(Host.class))).containsExactly("websocket"));
    }

    @Test
    void oneTcpPortServesAllThreeAndAReloadedCertificateIsUsed() throws Exception {
        SelfSigned first = SelfSigned.of("P-256");
        bundles.registerBundle("web", bundle(first));
        String tcp = "/ip4/127.0.0.1/tcp/" + freePort();
        runner.withPropertyValues("libp2p.transports.websocket.ssl.bundle=web",
                "libp2p.listen=" + tcp + "," + tcp + "/ws," + tcp + "/wss").run(context -> {
                    Host host = context.getBean(Host.class);
                    assertThat(host.addresses().listen()).extracting(Multiaddr::toString)
                            .containsExactly(tcp, tcp + "/ws", tcp + "/tls/ws");
                    String secure = tcp + "/tls/sni/node/ws";
                    assertThat(reaches(host, tcp, first)).isTrue();
                    assertThat(reaches(host, tcp + "/ws", first)).isTrue();
                    assertThat(reaches(host, secure, first)).isTrue();

                    SelfSigned second = SelfSigned.of("P-256");
                    bundles.updateBundle("web", bundle(second));
                    assertThatThrownBy(() -> reaches(host, secure, first)).isInstanceOf(DialException.class);
                    assertThat(reaches(host, secure, second)).isTrue();
                });
    }

    @Test
    void aSecureAddressWithoutABundleIsRefused() {
        runner.withPropertyValues("libp2p.listen=/ip4/127.0.0.1/tcp/0/wss")
                .run(context -> assertThat(context).getFailure()
                        .rootCause()
                        .isInstanceOf(RefusedPropertyException.class)
                        .hasMessageContaining("/ip4/127.0.0.1/tcp/0/wss")
                        .hasMessageContaining("libp2p.transports.websocket.ssl.bundle"));
    }

    @Test
    void anUnknownBundleIsRefusedByName() {
        runner.withPropertyValues("libp2p.transports.websocket.ssl.bundle=nobody")
                .run(context -> assertThat(context).getFailure()
                        .hasStackTraceContaining("no SSL bundle has that name")
                        .hasStackTraceContaining("spring.ssl.bundle.pem.nobody"));
    }

    private static List<String> names(Host host) {
        return host.network().transports().stream().map(Transport::name).toList();
    }

    /** With a client of its own, that trusts one certificate. */
    private static boolean reaches(Host host, String address, SelfSigned trusted) throws IOException {
        SslContext trust = SslContextBuilder.forClient()
                .trustManager(trusted.certificate())
                .sslProvider(SslProvider.JDK)
                .build();
        try (Host client = Libp2p.builder()
                .transport(context -> new WebSocketTransport(context.loops(), context.random(),
                        WebSocketSettings.defaults().withTrust(() -> trust)))
                .start()) {
            Connection connection = client.connect(Multiaddr.of(address + "/p2p/" + host.id()));
            return connection.isOpen();
        }
    }

    private static SslBundle bundle(SelfSigned signed) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("web", signed.keys().getPrivate(), "secret".toCharArray(),
                new Certificate[]{signed.certificate()});
        return SslBundle.of(SslStoreBundle.of(store, "secret", null));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
