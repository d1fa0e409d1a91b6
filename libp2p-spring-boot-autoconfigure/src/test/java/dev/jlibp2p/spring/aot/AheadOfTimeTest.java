package dev.jlibp2p.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.Libp2pProperties;
import dev.jlibp2p.spring.diagnostics.Libp2pDiagnosticsAutoConfiguration;
import dev.jlibp2p.spring.discovery.BootstrapPeers;
import dev.jlibp2p.spring.discovery.Libp2pDiscoveryAutoConfiguration;
import dev.jlibp2p.spring.endpoint.Libp2pEndpointAutoConfiguration;
import dev.jlibp2p.spring.health.Libp2pHealthAutoConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

/** An application with the starter, put together by code that was generated before it runs. */
class AheadOfTimeTest {

    private static final ProtocolId PING = ProtocolId.of("/ipfs/ping/1.0.0");

    @TempDir
    private Path directory;

    @Test
    @CompileWithForkedClassLoader
    @SuppressWarnings("unchecked")
    void theGeneratedContextIsARunningNodeThatReadsItsPropertiesWhenItStarts() {
        TestGenerationContext generation = new TestGenerationContext(Application.class);
        ClassName initializer;
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.register(Application.class);
            initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        }
        generation.writeGeneratedContent();
        TestCompiler.forSystem()
                .with(generation)
                .compile(compiled -> start(compiled.getInstance(
                        ApplicationContextInitializer.class, initializer.toString())));
        assertThat(generation.getRuntimeHints()).satisfies(AheadOfTimeTest::readsWhatTheNodeReads);
    }

    private void start(ApplicationContextInitializer<GenericApplicationContext> generated) {
        try (GenericApplicationContext context = new GenericApplicationContext();
                Host peer = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
            String address = peer.addresses().listen().getFirst().withoutPeer() + "/p2p/" + peer.id();
            TestPropertyValues.of("libp2p.data-dir=" + directory, "libp2p.listen=/ip4/127.0.0.1/tcp/0",
                    "libp2p.agent-version=ahead", "libp2p.discovery.bootstrap.peers=" + address,
                    "libp2p.startup.policy=fail-fast").applyTo(context);
            generated.initialize(context);
            context.refresh();
            Host host = context.getBean(Host.class);
            assertThat(host.isRunning()).isTrue();
            assertThat(host.protocols()).contains(PING);
            assertThat(host.connections(peer.id())).isNotEmpty();
            assertThat(context.getBean(BootstrapPeers.class).peers()).containsExactly(peer.id());
            assertThat(context.getBean(Libp2pProperties.class).agentVersion()).isEqualTo("ahead");
            assertThat(directory.resolve("identity.key")).exists();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readsWhatTheNodeReads(RuntimeHints hints) {
        assertThat(hints).matches(RuntimeHintsPredicates.resource().forResource("dev/jlibp2p/version.properties"))
                .matches(RuntimeHintsPredicates.resource().forResource("META-INF/io.netty.versions.properties"))
                .matches(RuntimeHintsPredicates.resource().forResource("META-INF/spring-configuration-metadata.json"))
                .matches(RuntimeHintsPredicates.reflection().onType(Libp2pProperties.class));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({ConfigurationPropertiesAutoConfiguration.class, SslAutoConfiguration.class,
        Libp2pAutoConfiguration.class, Libp2pDiscoveryAutoConfiguration.class,
        Libp2pDiagnosticsAutoConfiguration.class, Libp2pHealthAutoConfiguration.class,
        Libp2pEndpointAutoConfiguration.class})
    static class Application {}
}
