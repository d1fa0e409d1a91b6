package dev.jlibp2p.node.resources;

import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Ticker;
import java.util.Arrays;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

@Configuration(proxyBeanMethods = false)
class ResourcesConfiguration implements WebMvcConfigurer {

    @Bean
    Bandwidth bandwidth(ResourceManager resources) {
        return new Bandwidth(resources, Ticker.systemTicker());
    }

    /** Reads the words as they are written in answers, and lists them to whoever writes another. */
    @Override
    public void addFormatters(FormatterRegistry registry) {
        registry.addConverter(String.class, BandwidthBy.class, text -> {
            for (BandwidthBy by : BandwidthBy.values()) {
                if (by.text().equals(text)) {
                    return by;
                }
            }
            throw new IllegalArgumentException(
                    "expected one of " + Arrays.stream(BandwidthBy.values()).map(BandwidthBy::text).toList());
        });
    }
}
