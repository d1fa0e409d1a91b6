/**
 * Makes a Spring Boot application a libp2p node. Entry type: {@link dev.jlibp2p.spring.Libp2pAutoConfiguration}.
 * Knows the node and its life, not what reports about it: health, metrics, endpoint and HTTP.
 */
@NullMarked
package dev.jlibp2p.spring;

import org.jspecify.annotations.NullMarked;
