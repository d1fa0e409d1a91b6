package dev.jlibp2p.spring;

import dev.jlibp2p.Libp2pBuilder;

/**
 * Changes the node before it is built, after the properties were applied. Every bean of this type is called once, in
 * {@link org.springframework.core.annotation.Order order}.
 */
@FunctionalInterface
public interface HostCustomizer {

    void customize(Libp2pBuilder builder);
}
