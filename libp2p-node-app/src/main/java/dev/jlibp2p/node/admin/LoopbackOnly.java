package dev.jlibp2p.node.admin;

import dev.jlibp2p.node.admin.AdminProperties.Security;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.AbstractConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Refuses to serve anywhere but on a loopback address where callers prove nothing: last of the customizers, so it sees the
 * address really used.
 */
final class LoopbackOnly implements WebServerFactoryCustomizer<AbstractConfigurableWebServerFactory>, Ordered {

    private final Security security;

    LoopbackOnly(Security security) {
        this.security = security;
    }

    @Override
    public void customize(AbstractConfigurableWebServerFactory factory) {
        if (security == Security.NONE) {
            requireLoopback(factory.getAddress());
        }
    }

    static void requireLoopback(@Nullable InetAddress address) {
        if (address == null) {
            throw new UnsafeAddressException("not set, which means every address");
        }
        if (!address.isLoopbackAddress()) {
            throw new UnsafeAddressException(address.getHostAddress());
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
