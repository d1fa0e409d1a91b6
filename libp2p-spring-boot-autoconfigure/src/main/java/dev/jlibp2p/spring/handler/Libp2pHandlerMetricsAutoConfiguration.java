package dev.jlibp2p.spring.handler;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.converter.MessageConverter;

/** Measures annotated handlers where a meter registry is. */
@AutoConfiguration(after = {Libp2pHandlerAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class})
@ConditionalOnClass({Libp2p.class, MeterRegistry.class, MessageConverter.class})
@ConditionalOnBean({MeterRegistry.class, StreamHandlerContainer.class})
@ConditionalOnSwitch("libp2p.metrics.enabled")
public final class Libp2pHandlerMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    HandlerMeters libp2pHandlerMeters(MeterRegistry registry) {
        return new HandlerMeters(registry);
    }
}
