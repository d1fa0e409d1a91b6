/**
 * The actuator endpoint {@code libp2p}. Entry type: {@link dev.jlibp2p.spring.endpoint.Libp2pEndpoint}.
 * Reads only; what changes a node is no part of it.
 */
@NullMarked
package dev.jlibp2p.spring.endpoint;

import org.jspecify.annotations.NullMarked;
