package dev.jlibp2p.node.admin;

import dev.jlibp2p.node.problem.ProblemReports;
import java.net.InetAddress;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** The management port, where it is one of its own: its server has a context of its own, which knows no filters of ours. */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementPortConfiguration {

    /** Unless an address is named, nobody elsewhere is meant to reach it. */
    @Bean
    WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory> managementAddress(
            ManagementServerProperties management) {
        return factory -> {
            if (management.getAddress() == null) {
                factory.setAddress(InetAddress.getLoopbackAddress());
            }
        };
    }

    @Bean
    ProblemReports problemReports() {
        return new ProblemReports();
    }

    @Bean
    FilterRegistrationBean<ManagementGuard> managementGuard(AdminAccess access, WebEndpointProperties endpoints,
            ManagementServerProperties management, ApplicationContext context) {
        BeanFactory node = context.getParent();
        Assert.state(node != null, "the management port belongs to a node");
        String root = management.getBasePath();
        var guard = new ManagementGuard(access, new EndpointPaths(root, endpoints, "health"),
                new EndpointPaths(root, endpoints, "prometheus"),
                node.getBean("handlerExceptionResolver", HandlerExceptionResolver.class));
        var registration = new FilterRegistrationBean<>(guard);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }
}
