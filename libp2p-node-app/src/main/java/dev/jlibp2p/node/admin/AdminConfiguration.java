package dev.jlibp2p.node.admin;

import dev.jlibp2p.node.admin.AdminProperties.Security;
import dev.jlibp2p.spring.DataDirectory;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.HandlerExceptionResolver;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AdminProperties.class)
final class AdminConfiguration {

    private static final String TOKEN_FILE = "admin.token";

    @Bean
    LoopbackOnly loopbackOnly(AdminProperties properties) {
        return new LoopbackOnly(properties.security());
    }

    @Bean
    AdminAccess adminAccess(AdminProperties properties, DataDirectory directory) {
        if (properties.security() == Security.NONE) {
            return new AdminAccess(null);
        }
        Path file = properties.tokenFile() == null ? directory.open().resolve(TOKEN_FILE) : properties.tokenFile();
        return new AdminAccess(new TokenFile(file).loadOrCreate(new SecureRandom()));
    }

    @Bean
    FilterRegistrationBean<RequestGuard> requestGuard(AdminProperties properties, ServerProperties server,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        List<String> hosts = new ArrayList<>(properties.allowedHosts());
        if (server.getAddress() != null && !server.getAddress().isAnyLocalAddress()) {
            String address = server.getAddress().getHostAddress();
            hosts.add(address.contains(":") ? "[" + address + "]" : address);
        }
        var registration = new FilterRegistrationBean<>(new RequestGuard(hosts, problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<TokenGuard> tokenGuard(AdminAccess access, WebEndpointProperties endpoints,
            Environment environment, @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        EndpointPaths open = ManagementPortType.get(environment) == ManagementPortType.SAME
                ? new EndpointPaths(environment.getProperty("server.servlet.context-path", ""), endpoints, "health")
                : EndpointPaths.none();
        var registration = new FilterRegistrationBean<>(new TokenGuard(access, open, problems));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }
}
