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

    private static final String[] OURS = {"libp2pHealthContributor", "libp2pHostMeters", "libp2pEndpoint",
        "libp2pStreamHandlerContainer"};

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class))
            .withConfiguration(AutoConfigurations.of(ours()))
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues("libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.identity.type=ephemeral",
                    "management.endpoints.web.exposure.include=libp2p");

    static Stream<Arguments> parts() {
        return Stream.of(Arguments.of(HealthContributor.class, "libp2pHealthContributor"),
                Arguments.of(MeterRegistry.class, "libp2pHostMeters"),
                Arguments.of(Endpoint.class, "libp2pEndpoint"),
                Arguments.of(MessageConverter.class, "libp2pStreamHandlerContainer"));
    }

    @Test
    void withEverythingEveryPartIsThere() {
        runner.run(context -> assertThat(context.getBeanDefinitionNames()).contains(OURS));
    }

    @ParameterizedTest
    @MethodSource("parts")
    void withoutOneOnlyThePartThatNeedsItIsMissing(Class<?> missing, String part) {
        runner.withClassLoader(new FilteredClassLoader(missing)).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(part);
            assertThat(context.getBeanDefinitionNames())
                    .contains(Stream.of(OURS).filter(name -> !name.equals(part)).toArray(String[]::new));
            assertThat(context.getBean(Host.class).isRunning()).isTrue();
        });
    }

    @Test
    void withoutAnyTheNodeRuns() {
        runner.withClassLoader(new FilteredClassLoader(HealthContributor.class, MeterRegistry.class, Endpoint.class,
                ObservationRegistry.class, MessageConverter.class, Validator.class, JsonMapper.class)).run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeanDefinitionNames()).doesNotContain(OURS);
                    assertThat(context.getBean(Host.class).isRunning()).isTrue();
                });
    }

    @Test
    void withoutTheLibraryNothingOfOursIsThere() {
        runner.withClassLoader(new FilteredClassLoader(Libp2p.class, Host.class)).run(context -> {
            assertThat(context).hasNotFailed().doesNotHaveBean(Host.class);
            assertThat(context.getBeanDefinitionNames()).doesNotContain(OURS);
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
