/**
 * The managed node: a Spring Boot application on the starter, with REST, health and metrics.
 * Entry type: {@link dev.jlibp2p.node.NodeApplication}.
 * It must not know Netty, but for the ticker that time is taken from: what it needs of the node is a bean of the starter.
 */
@NullMarked
package dev.jlibp2p.node;

import org.jspecify.annotations.NullMarked;
