package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.spring.condition.ConditionalOnSwitch;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/** Looks over configuration and class path as a whole, and warns of what is not as it was meant. */
@AutoConfiguration
@ConditionalOnClass(Libp2p.class)
@ConditionalOnSwitch("libp2p.enabled")
public final class Libp2pDiagnosticsAutoConfiguration {

    @Bean
    UnknownProperties libp2pUnknownProperties(ApplicationContext context) {
        return new UnknownProperties(context.getEnvironment(), context);
    }

    @Bean
    NettyVersionCheck libp2pNettyVersionCheck() {
        return new NettyVersionCheck();
    }
}
