package dev.jlibp2p.node.resources;

import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Ticker;
import java.util.Arrays;
import java.util.List;
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
            List<String> words = Arrays.stream(BandwidthBy.values()).map(BandwidthBy::text).toList();
            if (!words.contains(text)) {
                throw new IllegalArgumentException("expected one of " + words);
            }
            return BandwidthBy.values()[words.indexOf(text)];
        });
    }
}
