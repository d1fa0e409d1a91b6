package dev.jlibp2p.node.admin;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.HandlerExceptionResolver;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdminProperties.class)
final class AdminConfiguration {

    @Bean
    LoopbackOnly loopbackOnly() {
        return new LoopbackOnly();
    }

    @Bean
    FilterRegistrationBean<RequestGuard> requestGuard(AdminProperties properties, ServerProperties server,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        List<String> hosts = new ArrayList<>(properties.allowedHosts());
        if (server.getAddress() != null) {
            String address = server.getAddress().getHostAddress();
            hosts.add(address.contains(":") ? "[" + address + "]" : address);
        }
        var registration = new FilterRegistrationBean<>(new RequestGuard(hosts, problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
