package dev.jlibp2p.spring.aot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.Libp2pProperties;
import dev.jlibp2p.spring.diagnostics.Libp2pDiagnosticsAutoConfiguration;
import dev.jlibp2p.spring.discovery.BootstrapPeers;
import dev.jlibp2p.spring.discovery.Libp2pDiscoveryAutoConfiguration;
import dev.jlibp2p.spring.endpoint.Libp2pEndpointAutoConfiguration;
import dev.jlibp2p.spring.handler.Libp2pHandlerAutoConfiguration;
import dev.jlibp2p.spring.handler.Libp2pHandlerMetricsAutoConfiguration;
import dev.jlibp2p.spring.handler.Libp2pStreamHandler;
import dev.jlibp2p.spring.health.Libp2pHealthAutoConfiguration;
import dev.jlibp2p.spring.metrics.Libp2pMetricsAutoConfiguration;
import dev.jlibp2p.spring.payload.Libp2pPayloadAutoConfiguration;
import dev.jlibp2p.spring.template.Libp2pTemplateAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

/** An application with the starter, put together by code that was generated before it runs. */
class AheadOfTimeTest {

    private static final ProtocolId PING = ProtocolId.of("/ipfs/ping/1.0.0");

    private static final ProtocolId GREETING = ProtocolId.of("/greeting/1.0.0");

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
            assertThat(greeting(peer, host)).isEqualTo("hello world");
            assertThat(host.connections(peer.id())).isNotEmpty();
            assertThat(context.getBean(BootstrapPeers.class).peers()).containsExactly(peer.id());
            assertThat(context.getBean(Libp2pProperties.class).agentVersion()).isEqualTo("ahead");
            assertThat(directory.resolve("identity.key")).exists();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One message each way, led by its length. */
    private static String greeting(Host from, Host to) throws IOException {
        try (Stream stream = from.open(to.id(), GREETING)) {
            stream.output().write("\5world".getBytes(StandardCharsets.UTF_8));
            stream.output().close();
            byte[] answer = stream.input().readAllBytes();
            return new String(answer, 1, answer.length - 1, StandardCharsets.UTF_8);
        }
    }

    private static void readsWhatTheNodeReads(RuntimeHints hints) {
        assertThat(hints).matches(RuntimeHintsPredicates.resource().forResource("dev/jlibp2p/version.properties"))
                .matches(RuntimeHintsPredicates.resource().forResource("META-INF/io.netty.versions.properties"))
                .matches(RuntimeHintsPredicates.resource().forResource("META-INF/spring-configuration-metadata.json"))
                .matches(RuntimeHintsPredicates.reflection().onType(Libp2pProperties.class))
                .matches(RuntimeHintsPredicates.reflection().onMethodInvocation(Greeter.class, "greet"));
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({ConfigurationPropertiesAutoConfiguration.class, SslAutoConfiguration.class,
        Libp2pAutoConfiguration.class, Libp2pDiscoveryAutoConfiguration.class,
        Libp2pDiagnosticsAutoConfiguration.class, Libp2pHealthAutoConfiguration.class,
        Libp2pEndpointAutoConfiguration.class, Libp2pPayloadAutoConfiguration.class,
        Libp2pHandlerAutoConfiguration.class, Libp2pTemplateAutoConfiguration.class,
        Libp2pMetricsAutoConfiguration.class, Libp2pHandlerMetricsAutoConfiguration.class})
    static class Application {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Greeter greeter() {
            return new Greeter();
        }
    }

    static class Greeter {

        @Libp2pStreamHandler("/greeting/1.0.0")
        String greet(String name) {
            return "hello " + name;
        }
    }
}
