/**
 * Which connections the node keeps. Entry type:
 * {@link dev.jlibp2p.spring.connection.Libp2pConnectionAutoConfiguration}. Knows properties and beans, and no peer.
 */
@NullMarked
package dev.jlibp2p.spring.connection;

import org.jspecify.annotations.NullMarked;
