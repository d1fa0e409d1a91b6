package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.spring.diagnostics.Libp2pDiagnosticsAutoConfiguration;
import dev.jlibp2p.spring.diagnostics.UnknownProperties;
import dev.jlibp2p.spring.endpoint.Libp2pEndpoint;
import dev.jlibp2p.spring.endpoint.Libp2pEndpointAutoConfiguration;
import dev.jlibp2p.spring.health.HealthComponent;
import dev.jlibp2p.spring.health.Libp2pHealthAutoConfiguration;
import dev.jlibp2p.spring.metrics.HostMeters;
import dev.jlibp2p.spring.metrics.Libp2pMetricsAutoConfiguration;
import dev.jlibp2p.spring.resource.ScopeReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What tells about the node: health, meters, endpoint; each goes away with what it needs. */
class ReportingTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pDiagnosticsAutoConfiguration.class,
                    Libp2pHealthAutoConfiguration.class,
                    Libp2pMetricsAutoConfiguration.class, Libp2pEndpointAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    private final ApplicationContextRunner metered = runner.withBean(SimpleMeterRegistry.class,
            SimpleMeterRegistry::new);

    @Test
    void healthHasNodeListenersAndPeers() {
        runner.run(context -> {
            assertThat(health(context, "node").getStatus()).isEqualTo(Status.UP);
            assertThat(health(context, "node").getDetails()).containsEntry("peerId",
                    context.getBean(Host.class).id().toString());
            assertThat(health(context, "listeners").getStatus()).isEqualTo(Status.UP);
            assertThat(health(context, "peers").getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void aStoppedNodeIsDownAndSoAreItsListeners() {
        runner.run(context -> {
            context.getBean(Host.class).stop();
            assertThat(health(context, "node").getStatus()).isEqualTo(Status.DOWN);
            assertThat(health(context, "listeners").getStatus()).isEqualTo(Status.DOWN);
        });
    }

    @Test
    void aNodeThatWasNotToldToListenIsHealthyWithout() {
        runner.withPropertyValues("libp2p.listen=")
                .run(context -> assertThat(health(context, "listeners").getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void fewerPeersThanTheMinimumAreDownUntilTheyCome() {
        runner.withPropertyValues("libp2p.health.min-peers=1").run(context -> {
            assertThat(health(context, "peers").getStatus()).isEqualTo(Status.DOWN);
            try (Host peer = Libp2p.builder().start()) {
                connect(peer, context);
                await(() -> health(context, "peers").getStatus().equals(Status.UP));
            }
        });
    }

    @Test
    void everyComponentOfTheApplicationJoinsTheComposite() {
        runner.withUserConfiguration(OwnComponent.class)
                .run(context -> assertThat(health(context, "own").getStatus()).isEqualTo(Status.OUT_OF_SERVICE));
    }

    @Test
    void healthCanBeSwitchedOff() {
        runner.withPropertyValues("management.health.libp2p.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("libp2pHealthContributor"));
    }

    @Test
    void connectionsPeersAndStreamsAreMeasured() {
        metered.run(context -> {
            MeterRegistry registry = context.getBean(MeterRegistry.class);
            try (Host peer = Libp2p.builder().start()) {
                connect(peer, context);
                await(() -> inbound(registry) == 1);
                assertThat(registry.get("libp2p.peers").gauge().value()).isEqualTo(1);
                assertThat(registry.get("libp2p.streams").gauge().value()).isGreaterThanOrEqualTo(0);
                assertThat(registry.get("libp2p.connections.opened").tag("security", "/noise").counter().count())
                        .isEqualTo(1);
            }
            await(() -> inbound(registry) == 0);
        });
    }

    @Test
    void metersCountOnAfterARestart() {
        metered.run(context -> {
            Host host = context.getBean(Host.class);
            host.stop();
            host.start();
            try (Host peer = Libp2p.builder().start()) {
                connect(peer, context);
                await(() -> inbound(context.getBean(MeterRegistry.class)) == 1);
            }
        });
    }

    @Test
    void metersCanBeSwitchedOff() {
        metered.withPropertyValues("libp2p.metrics.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(HostMeters.class));
    }

    @Test
    void withoutARegistryNothingIsMeasured() {
        runner.run(context -> assertThat(context).doesNotHaveBean(HostMeters.class));
    }

    @Test
    void theEndpointSummarizesTheNode() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=libp2p").run(context -> {
            Libp2pEndpoint.NodeDescriptor node = context.getBean(Libp2pEndpoint.class).node();
            assertThat(node.peerId()).isEqualTo(context.getBean(Host.class).id().toString());
            assertThat(node.running()).isTrue();
            assertThat(node.addresses().listen()).hasSize(1);
            assertThat(node.counts().connections()).isZero();
            assertThat(node.resources()).extracting(ScopeReport::scope).containsExactly("system", "transient");
        });
    }

    @Test
    void anEndpointNobodyExposesIsNotMade() {
        runner.withPropertyValues("management.endpoints.web.exposure.include=health",
                "management.endpoints.jmx.exposure.include=health")
                .run(context -> assertThat(context).doesNotHaveBean(Libp2pEndpoint.class));
    }

    @Test
    void withoutHealthMicrometerAndActuatorTheNodeRunsAllTheSame() {
        runner.withClassLoader(new FilteredClassLoader(HealthContributor.class, MeterRegistry.class, Endpoint.class))
                .run(context -> {
                    assertThat(context).hasNotFailed()
                            .doesNotHaveBean(HealthComponent.class)
                            .doesNotHaveBean(HostMeters.class)
                            .doesNotHaveBean(Libp2pEndpoint.class);
                    assertThat(context.getBean(Host.class).isRunning()).isTrue();
                });
    }

    @Test
    void disabledMeansThatNothingReports() {
        metered.withPropertyValues("libp2p.enabled=false", "management.endpoints.web.exposure.include=libp2p")
                .run(context -> assertThat(context).hasNotFailed()
                        .doesNotHaveBean(HealthComponent.class)
                        .doesNotHaveBean(HostMeters.class)
                        .doesNotHaveBean(Libp2pEndpoint.class)
                        .doesNotHaveBean(UnknownProperties.class));
    }

    @Test
    void peersArePingedWhereAnIntervalIsSet() {
        runner.withPropertyValues("libp2p.ping.interval=20ms").run(context -> {
            try (Host peer = Libp2p.builder().start()) {
                connect(peer, context);
                await(() -> context.getBean(Ping.class).latency(peer.id()).isPresent());
            }
        });
    }

    private static Health health(ApplicationContext context, String component) {
        CompositeHealthContributor composite = context.getBean("libp2pHealthContributor",
                CompositeHealthContributor.class);
        if (composite.getContributor(component) instanceof HealthIndicator indicator) {
            return Objects.requireNonNull(indicator.health());
        }
        throw new AssertionError("no health component " + component);
    }

    private static void connect(Host peer, ApplicationContext context) throws IOException {
        Host host = context.getBean(Host.class);
        peer.connect(host.id(), host.addresses().listen());
    }

    private static double inbound(MeterRegistry registry) {
        return registry.get("libp2p.connections").tag("direction", "inbound").tag("transport", "tcp").gauge().value();
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean() && i < 1_000; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(condition.getAsBoolean()).as("it comes true within ten seconds").isTrue();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnComponent {

        @Bean
        HealthComponent own() {
            return new HealthComponent() {

                @Override
                public String name() {
                    return "own";
                }

                @Override
                public Health health() {
                    return Health.outOfService().build();
                }
            };
        }
    }
}
