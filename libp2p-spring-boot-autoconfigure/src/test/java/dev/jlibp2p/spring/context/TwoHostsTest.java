package dev.jlibp2p.spring.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.spring.HostCustomizer;
import dev.jlibp2p.spring.HostLifecycle;
import dev.jlibp2p.spring.endpoint.Libp2pEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** Two hosts in one context: both live with it, one of them is the application's node. */
class TwoHostsTest {

    private static final String EXPOSED = "--management.endpoints.web.exposure.include=libp2p";

    @TempDir
    private Path directory;

    @Test
    void aSecondHostLivesWithItsContextAndNobodyTakesItForTheNode() throws IOException {
        Map<String, Host> hosts;
        try (ConfigurableApplicationContext context = Node.start(WithBackbone.class, 0, directory, EXPOSED)) {
            hosts = context.getBeansOfType(Host.class);
            assertThat(hosts).containsOnlyKeys("libp2pHost", "backbone");
            assertThat(hosts.values()).allMatch(Host::isRunning);
            assertNodeIs(context, hosts.get("libp2pHost"), hosts.get("backbone"));

            context.pause();
            assertThat(hosts.values()).noneMatch(Host::isRunning);
            context.restart();
            assertThat(hosts.values()).allMatch(Host::isRunning);
        }
        assertThat(hosts.values()).noneMatch(Host::isRunning);
        Leftovers.assertNoThreads();
    }

    @Test
    void ofTwoHostsOfTheApplicationThePrimaryOneIsTheNode() throws IOException {
        try (ConfigurableApplicationContext context = Node.start(WithPrimary.class, 0, directory, EXPOSED)) {
            Map<String, Host> hosts = context.getBeansOfType(Host.class);
            assertThat(hosts).containsOnlyKeys("node", "other");
            assertThat(hosts.values()).allMatch(Host::isRunning);
            assertNodeIs(context, hosts.get("node"), hosts.get("other"));
        }
        Leftovers.assertNoThreads();
    }

    @Test
    @ExtendWith(OutputCaptureExtension.class)
    void twoHostsWithEqualClaimsFailTheStartWhichNamesTheRemedy(CapturedOutput output) {
        assertThatThrownBy(() -> Node.start(WithEquals.class, 0, directory)).hasStackTraceContaining("one,other");

        assertThat(output).contains("APPLICATION FAILED TO START").contains("@Primary");
    }

    /** The two connect; what reports tells of the one only. */
    private static void assertNodeIs(ConfigurableApplicationContext context, Host node, Host other) throws IOException {
        assertThat(context.getBean(Host.class)).isSameAs(node);
        assertThat(context.getBean(Libp2pEndpoint.class).node().peerId()).isEqualTo(node.id().toString());
        assertThat(nodeHealth(context)).containsEntry("peerId", node.id().toString());

        try (Host stranger = Libp2p.builder().start()) {
            stranger.connect(other.id(), other.addresses().listen());
            await(() -> !other.connections(stranger.id()).isEmpty());
            assertThat(peers(context)).isZero();
            stranger.connect(node.id(), node.addresses().listen());
            await(() -> peers(context) == 1);
        }
    }

    private static Map<String, Object> nodeHealth(ConfigurableApplicationContext context) {
        CompositeHealthContributor composite = context.getBean("libp2pHealthContributor",
                CompositeHealthContributor.class);
        HealthIndicator node = (HealthIndicator) Objects.requireNonNull(composite.getContributor("node"));
        return Objects.requireNonNull(node.health()).getDetails();
    }

    private static double peers(ConfigurableApplicationContext context) {
        return context.getBean(MeterRegistry.class).get("libp2p.peers").gauge().value();
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean() && i < 3_000; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(condition.getAsBoolean()).as("it comes true within 30 seconds").isTrue();
    }

    private static Host build() {
        return Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").build();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithBackbone {

        @Bean(defaultCandidate = false)
        @Qualifier("backbone")
        Host backbone() {
            return build();
        }

        @Bean
        HostLifecycle backboneLifecycle(@Qualifier("backbone") Host host) {
            return new HostLifecycle(host);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithPrimary {

        @Bean
        @Primary
        Host node(ObjectProvider<HostCustomizer> customizers) {
            Libp2pBuilder builder = Libp2p.builder();
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder.build();
        }

        @Bean
        Host other() {
            return build();
        }

        @Bean
        HostLifecycle otherLifecycle(@Qualifier("other") Host host) {
            return new HostLifecycle(host);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithEquals {

        @Bean
        Host one() {
            return build();
        }

        @Bean
        Host other() {
            return build();
        }
    }
}
