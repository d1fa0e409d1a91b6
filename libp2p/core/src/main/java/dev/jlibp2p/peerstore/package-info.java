/**
 * What is known about other peers: addresses, keys, protocols. Entry type: {@link dev.jlibp2p.peerstore.PeerStore}.
 * Knows neither connections nor the protocols that fill it.
 */
@NullMarked
package dev.jlibp2p.peerstore;

import org.jspecify.annotations.NullMarked;
