package dev.jlibp2p.node.peers;

import io.netty.util.concurrent.Ticker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
final class DialRateConfiguration {

    @Bean
    DialRate dialRate() {
        return new DialRate(Ticker.systemTicker());
    }
}
