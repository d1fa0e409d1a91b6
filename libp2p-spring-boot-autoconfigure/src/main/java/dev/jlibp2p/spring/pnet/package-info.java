/**
 * Private networks by configuration. Entry type: {@link dev.jlibp2p.spring.pnet.Libp2pPrivateNetworkAutoConfiguration}.
 * Never prints a key, whole or in part.
 */
@NullMarked
package dev.jlibp2p.spring.pnet;

import org.jspecify.annotations.NullMarked;
