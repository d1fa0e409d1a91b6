package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class Libp2pAutoConfigurationTest {
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(Libp2pAutoConfiguration.class));

    @Test
    void anApplicationBecomesANodeByItself() {
        runner.run(context -> assertThat(context).hasSingleBean(Libp2pAutoConfiguration.class));
    }

    @Test
    void disabledMeansNothingIsConfigured() {
        runner.withPropertyValues("libp2p.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean(Libp2pAutoConfiguration.class));
    }
}
