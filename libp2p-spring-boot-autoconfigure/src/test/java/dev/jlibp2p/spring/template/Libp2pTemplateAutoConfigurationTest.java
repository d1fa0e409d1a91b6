package dev.jlibp2p.spring.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.payload.Libp2pPayloadAutoConfiguration;
import dev.jlibp2p.spring.payload.PayloadConverters;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class Libp2pTemplateAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pPayloadAutoConfiguration.class,
                    Libp2pTemplateAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=");

    @Test
    void thereIsATemplateUnlessTheApplicationHasItsOwn() {
        runner.run(context -> assertThat(context).hasSingleBean(Libp2pOperations.class)
                .hasSingleBean(Libp2pTemplate.class));
        runner.withBean("own", Libp2pTemplate.class,
                () -> new Libp2pTemplate(Libp2p.builder().build(), ping(), converters()))
                .run(context -> assertThat(context).hasNotFailed()
                        .hasSingleBean(Libp2pOperations.class)
                        .hasBean("own"));
    }

    @Test
    void withoutSpringMessagingOrWithoutANodeThereIsNone() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.messaging"))
                .run(context -> assertThat(context).hasNotFailed()
                        .hasSingleBean(Host.class)
                        .doesNotHaveBean("libp2pTemplate"));
        runner.withPropertyValues("libp2p.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Libp2pOperations.class));
    }

    @Test
    void limitsAreReadAndChecked() {
        runner.withPropertyValues("libp2p.template.timeout=2s", "libp2p.template.max-message-size=1KB")
                .run(context -> assertThat(context.getBean(TemplateProperties.class).timeout()).hasSeconds(2));
        runner.withPropertyValues("libp2p.template.timeout=0s")
                .run(context -> assertThat(context).getFailure()
                        .hasRootCauseMessage("libp2p.template.timeout is PT0S, expected more than 0, for example 10s"));
        runner.withPropertyValues("libp2p.template.max-message-size=256MB")
                .run(context -> assertThat(context).getFailure()
                        .rootCause()
                        .hasMessageStartingWith("libp2p.template.max-message-size is 268435456B"));
    }

    private static Ping ping() {
        return new Ping(new java.util.Random(), io.netty.util.concurrent.Ticker.systemTicker(),
                java.time.Duration.ofSeconds(1));
    }

    private static PayloadConverters converters() {
        PayloadConverters[] made = new PayloadConverters[1];
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(Libp2pPayloadAutoConfiguration.class))
                .run(context -> made[0] = context.getBean(PayloadConverters.class));
        return made[0];
    }
}
