package dev.jlibp2p.spring.health;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What the probes of an orchestrator see of the node, with nothing configured. */
class ProbesTest {

    private static final ProtocolId BLOCKING = ProtocolId.of("/test/blocking/1.0.0");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    ApplicationAvailabilityAutoConfiguration.class, HealthContributorAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
                    AvailabilityProbesAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pHealthAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/memory/0",
                    "management.endpoints.web.exposure.include=health");

    @Test
    void readinessHasTheNodeAndLivenessItsEventLoops() {
        runner.run(context -> {
            assertThat(isMember(context, "readiness", "libp2p")).isTrue();
            assertThat(isMember(context, "readiness", "libp2p/node")).isTrue();
            assertThat(isMember(context, "readiness", "readinessState")).isTrue();
            assertThat(isMember(context, "liveness", "libp2pEventLoops")).isTrue();
            assertThat(isMember(context, "liveness", "livenessState")).isTrue();
            assertThat(isMember(context, "liveness", "libp2p")).as("no network state kills a node").isFalse();
            start(context);
            assertThat(status(context, "liveness")).isEqualTo(Status.UP);
            assertThat(status(context, "readiness")).isEqualTo(Status.UP);
            assertThat(context.getBean(HealthEndpoint.class).healthForPath("readiness", "libp2p", "node")).isNotNull();
        });
    }

    @Test
    void aStoppedNodeIsNotReadyAndStillAlive() {
        runner.run(context -> {
            start(context);
            context.getBean(Host.class).stop();
            assertThat(status(context, "readiness")).isEqualTo(Status.DOWN);
            assertThat(status(context, "liveness")).isEqualTo(Status.UP);
        });
    }

    @Test
    void aGroupTheApplicationConfiguresStaysAsItIs() {
        runner.withPropertyValues("management.endpoint.health.group.readiness.include=readinessState").run(context -> {
            assertThat(isMember(context, "readiness", "libp2p")).isFalse();
            assertThat(isMember(context, "liveness", "libp2pEventLoops")).isTrue();
        });
        runner.withPropertyValues("management.endpoint.health.group.liveness.exclude[0]=ping")
                .run(context -> assertThat(isMember(context, "readiness", "libp2p")).isTrue());
    }

    @Test
    void withoutProbesOrWithoutTheNodesHealthNothingIsAdded() {
        runner.withPropertyValues("management.endpoint.health.probes.enabled=false")
                .run(context -> assertThat(context.getBean(HealthEndpointGroups.class).getNames()).isEmpty());
        for (String off : new String[]{"libp2p.enabled=false", "management.health.libp2p.enabled=false"}) {
            runner.withPropertyValues(off).run(context -> {
                assertThat(context).hasNotFailed();
                assertThat(isMember(context, "readiness", "libp2p")).isFalse();
                assertThat(isMember(context, "liveness", "libp2pEventLoops")).isFalse();
            });
        }
    }

    @Test
    void aLoopThatDoesNotAnswerForLongIsTheEndOfLiveness() throws IOException {
        CountDownLatch release = new CountDownLatch(1);
        try (Host blocked = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start();
                Host peer = Libp2p.builder().start()) {
            EventLoopsHealthIndicator health = new EventLoopsHealthIndicator(blocked, Duration.ofMillis(300));
            EventLoopsHealthIndicator patient = new EventLoopsHealthIndicator(blocked, Duration.ofHours(1));
            assertThat(health.health().getStatus()).isEqualTo(Status.UP);
            blocked.handleOnLoop(BLOCKING, stream -> release.await());
            peer.network()
                    .open(peer.connect(blocked.id(), blocked.addresses().listen()), stream -> stream.channel().flush(),
                            BLOCKING);
            Baseline.await(() -> health.health().getStatus().equals(Status.DOWN), () -> "the loop is noticed");
            assertThat(health.health().getDetails()).hasEntrySatisfying("silent",
                    silent -> assertThat(silent).asString().contains("libp2p-io"));
            assertThat(patient.health().getStatus()).isEqualTo(Status.UP);
            release.countDown();
            Baseline.await(() -> health.health().getStatus().equals(Status.UP), () -> "the loop answers again");
        } finally {
            release.countDown();
        }
    }

    @Test
    void exhaustedDirectMemoryIsDownAndFullScopesAreDetails() {
        ResourceManager resources = ResourceManager.withDefaults();
        Health enough = new ResourcesHealthComponent(resources, () -> new DirectMemory(96, 100)).health();
        Health little = new ResourcesHealthComponent(resources, () -> new DirectMemory(98, 100)).health();
        Health unlimited = new ResourcesHealthComponent(resources, () -> new DirectMemory(98, 0)).health();
        assertThat(enough.getStatus()).isEqualTo(Status.UP);
        assertThat(enough.getDetails()).containsEntry("directMemory", 96L).containsEntry("connections", 0L);
        assertThat(little.getStatus()).isEqualTo(Status.DOWN);
        assertThat(unlimited.getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void directMemoryIsMeasured() {
        DirectMemory now = DirectMemory.now();
        assertThat(now.used()).isNotNegative();
        assertThat(now.limit()).isPositive();
        assertThat(now.isExhausted()).isFalse();
    }

    /** What an application says of itself once it runs. */
    private static void start(ApplicationContext context) {
        AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
        AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
    }

    private static boolean isMember(ApplicationContext context, String group, String member) {
        return requireNonNull(context.getBean(HealthEndpointGroups.class).get(group)).isMember(member);
    }

    private static Status status(ApplicationContext context, String group) {
        return requireNonNull(context.getBean(HealthEndpoint.class).healthForPath(group)).getStatus();
    }
}
