package dev.jlibp2p.spring.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import jakarta.validation.Validator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;

/** What an application need not have: each part of ours that works with it stays away, and the node runs. */
class MissingPartsTest {

    private static final List<String> OURS = List.of("libp2pHealthContributor", "libp2pHostMeters", "libp2pEndpoint",
            "libp2pHostObservations", "libp2pStreamHandlerContainer", "libp2pTemplate");

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class))
            .withConfiguration(AutoConfigurations.of(ours()))
            .withBean(SimpleMeterRegistry.class)
            .withBean("registry", ObservationRegistry.class, ObservationRegistry::create)
            .withPropertyValues("libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.identity.type=ephemeral",
                    "management.endpoints.web.exposure.include=libp2p", "libp2p.observation.enabled=true");

    static Stream<Arguments> parts() {
        return Stream.of(Arguments.of(HealthContributor.class, List.of("libp2pHealthContributor")),
                Arguments.of(MeterRegistry.class, List.of("libp2pHostMeters")),
                Arguments.of(Endpoint.class, List.of("libp2pEndpoint")),
                Arguments.of(ObservationRegistry.class, List.of("libp2pHostObservations")),
                Arguments.of(MessageConverter.class, List.of("libp2pStreamHandlerContainer", "libp2pTemplate")));
    }

    @Test
    void withEverythingEveryPartIsThere() {
        runner.run(context -> assertThat(OURS).allMatch(context::containsBean));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void withoutOneOnlyThePartsThatNeedItAreMissing(Class<?> missing, List<String> parts) {
        runner.withClassLoader(new FilteredClassLoader(missing)).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(OURS).filteredOn(name -> !context.containsBean(name)).isEqualTo(parts);
            assertThat(context.getBean(Host.class).isRunning()).isTrue();
        });
    }

    @Test
    void withoutAnyTheNodeRuns() {
        runner.withClassLoader(new FilteredClassLoader(HealthContributor.class, MeterRegistry.class, Endpoint.class,
                ObservationRegistry.class, MessageConverter.class, Validator.class, JsonMapper.class)).run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(OURS).noneMatch(context::containsBean);
                    assertThat(context.getBean(Host.class).isRunning()).isTrue();
                });
    }

    @Test
    void withoutTheLibraryNothingOfOursIsThere() {
        runner.withClassLoader(new FilteredClassLoader(Libp2p.class, Host.class)).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Host.class);
            assertThat(OURS).noneMatch(context::containsBean);
        });
    }

    private static Class<?>[] ours() {
        ImportCandidates all = ImportCandidates.load(AutoConfiguration.class, MissingPartsTest.class.getClassLoader());
        List<String> names = StreamSupport.stream(all.spliterator(), false)
                .filter(name -> name.startsWith("dev.jlibp2p."))
                .toList();
        return names.stream().map(name -> ClassUtils.resolveClassName(name, null)).toArray(Class<?>[]::new);
    }
}
