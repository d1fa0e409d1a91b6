package dev.jlibp2p.spring.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.metrics.Libp2pMetricsAutoConfiguration;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Dials and streams as observations, where they are asked for. */
class HostObservationsTest {

    private static final ProtocolId GREETING = ProtocolId.of("/greeting/1.0.0");

    private static final String ON = "libp2p.observation.enabled=true";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pMetricsAutoConfiguration.class,
                    Libp2pObservationAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    private final Stopped stopped = new Stopped();

    private final ApplicationContextRunner observed = runner.withBean(TestObservationRegistry.class, () -> {
        TestObservationRegistry registry = TestObservationRegistry.create();
        registry.observationConfig().observationHandler(stopped);
        return registry;
    });

    @Test
    void nothingIsObservedUnlessItIsAskedFor() {
        observed.run(context -> assertThat(context).doesNotHaveBean(HostObservations.class));
        runner.withPropertyValues(ON)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(HostObservations.class));
    }

    @Test
    void withoutMicrometerOnTheClassPathTheNodeRunsAllTheSame() {
        runner.withPropertyValues(ON)
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(Host.class).isRunning()).isTrue();
                });
    }

    @Test
    void aDialAndAStreamAreObservedBelowWhatTheCallerDoes() {
        observed.withPropertyValues(ON).run(context -> {
            TestObservationRegistry registry = context.getBean(TestObservationRegistry.class);
            Host host = context.getBean(Host.class);
            try (Host peer = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
                peer.handle(GREETING, stream -> stream.output().write(7));
                Observation caller = Observation.start("caller", registry);
                try (Observation.Scope scope = caller.openScope()) {
                    assertThat(scope.getCurrentObservation()).isSameAs(caller);
                    host.connect(peer.id(), peer.addresses().listen());
                    try (Stream stream = host.open(peer.id(), GREETING)) {
                        assertThat(stream.input().read()).isEqualTo(7);
                    }
                }
                caller.stop();
                assertThat(stopped.named("libp2p.dial")).singleElement().satisfies(dial -> {
                    assertThat(low(dial, "outcome")).isEqualTo("success");
                    assertThat(low(dial, "transport")).isEqualTo("tcp");
                    assertThat(dial.getHighCardinalityKeyValue("peer"))
                            .isEqualTo(KeyValue.of("peer", peer.id().toString()));
                    assertThat(dial.getParentObservation()).isEqualTo(caller);
                });
                assertThat(stopped.named("libp2p.stream.request"))
                        .filteredOn(request -> low(request, "protocol").equals("other"))
                        .singleElement()
                        .satisfies(request -> {
                            assertThat(low(request, "outcome")).isEqualTo("success");
                            assertThat(request.getParentObservation()).isEqualTo(caller);
                        });
            }
        });
    }

    @Test
    void aDialThatFailsCarriesItsCause() {
        observed.withPropertyValues(ON).run(context -> {
            Host host = context.getBean(Host.class);
            assertThatThrownBy(() -> host.connect(stranger().peerId(), List.of())).isInstanceOf(IOException.class);
            Baseline.await(() -> stopped.named("libp2p.dial").size() == 1, () -> "the dial is observed");
            assertThat(stopped.named("libp2p.dial").getFirst()).satisfies(dial -> {
                assertThat(low(dial, "outcome")).isEqualTo("no-address");
                assertThat(dial.getError()).isInstanceOf(IOException.class);
            });
        });
    }

    @Test
    void aHandlerRunsWithinTheScopeOfItsObservationAndItsFailureIsSeen() {
        List<String> current = new CopyOnWriteArrayList<>();
        observed.withPropertyValues(ON).run(context -> {
            TestObservationRegistry registry = context.getBean(TestObservationRegistry.class);
            Host host = context.getBean(Host.class);
            host.handle(GREETING, stream -> {
                current.add(String.valueOf(registry.getCurrentObservation()));
                throw new IllegalStateException("on purpose");
            });
            greet(host);
            Baseline.await(() -> greetings().size() == 1, () -> "the handler is observed");
            assertThat(current).singleElement().asString().contains("libp2p.stream.handle");
            assertThat(greetings().getFirst()).satisfies(handled -> {
                assertThat(handled.getError()).hasMessage("on purpose");
                assertThat(handled.getHighCardinalityKeyValue("peer")).isNotNull();
            });
        });
    }

    @Test
    void theApplicationsConventionReplacesOurs() {
        observed.withPropertyValues(ON).withBean(OwnConvention.class).run(context -> {
            Host host = context.getBean(Host.class);
            host.handle(GREETING, stream -> stream.output().write(7));
            greet(host);
            Baseline.await(() -> !stopped.named("own.name").isEmpty(), () -> "the own name is used");
        });
    }

    @Test
    void peersMakeNoLowCardinalityKeysOfTheirOwn() {
        observed.withPropertyValues(ON).run(context -> {
            Host host = context.getBean(Host.class);
            host.handle(GREETING, stream -> stream.output().write(7));
            for (int i = 0; i < 3; i++) {
                greet(host);
            }
            TestObservationRegistry registry = context.getBean(TestObservationRegistry.class);
            Baseline.await(() -> greetings().size() == 3, () -> "all are observed");
            TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyRemainingCurrentObservation();
            assertThat(stopped.all).allSatisfy(each -> assertThat(each.getLowCardinalityKeyValues())
                    .extracting(KeyValue::getKey)
                    .isSubsetOf("transport", "protocol", "outcome"));
        });
    }

    private static void greet(Host host) throws IOException {
        try (Host peer = Libp2p.builder().start()) {
            peer.connect(host.id(), host.addresses().listen());
            try (Stream stream = peer.open(host.id(), GREETING)) {
                stream.output().write(1);
                stream.output().flush();
                stream.input().read();
            } catch (IOException e) {
                assertThat(e).as("reset by a handler that fails").hasMessageContaining("reset");
            }
        }
    }

    private List<Observation.Context> greetings() {
        return stopped.named("libp2p.stream.handle")
                .stream()
                .filter(handled -> low(handled, "protocol").equals(GREETING.toString()))
                .toList();
    }

    private static String low(Observation.Context context, String key) {
        KeyValue value = context.getLowCardinalityKeyValue(key);
        return value == null ? "" : value.getValue();
    }

    private static Identity stranger() {
        return Identity.generate(KeyType.ED25519, new SecureRandom());
    }

    /** Keeps what has ended. */
    private static final class Stopped implements ObservationHandler<Observation.Context> {

        final List<Observation.Context> all = new CopyOnWriteArrayList<>();

        @Override
        public void onStop(Observation.Context context) {
            all.add(context);
        }

        @Override
        public boolean supportsContext(Observation.Context context) {
            return true;
        }

        List<Observation.Context> named(String name) {
            return all.stream().filter(context -> name.equals(context.getName())).toList();
        }
    }

    static final class OwnConvention implements StreamHandleObservationConvention {

        @Override
        public String getName() {
            return "own.name";
        }
    }
}
