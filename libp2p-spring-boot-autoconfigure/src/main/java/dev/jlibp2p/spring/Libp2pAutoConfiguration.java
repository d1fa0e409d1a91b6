package dev.jlibp2p.spring;

import dev.jlibp2p.Libp2pVersion;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;

/** Makes the application a libp2p node, unless {@code libp2p.enabled} is {@code false}. */
@AutoConfiguration
@ConditionalOnClass(Libp2pVersion.class)
@ConditionalOnBooleanProperty(name = "libp2p.enabled", matchIfMissing = true)
public final class Libp2pAutoConfiguration {}
