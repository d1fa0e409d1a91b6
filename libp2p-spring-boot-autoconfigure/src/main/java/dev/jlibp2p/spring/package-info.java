/**
 * Auto-configuration: makes a Spring Boot application a libp2p node.
 * Entry type: {@link dev.jlibp2p.spring.Libp2pAutoConfiguration}.
 * It must not know the node app.
 */
@NullMarked
package dev.jlibp2p.spring;

import org.jspecify.annotations.NullMarked;
