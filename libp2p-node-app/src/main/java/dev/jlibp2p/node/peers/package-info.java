/**
 * Peers over HTTP. Entry type: {@link dev.jlibp2p.node.peers.PeersController}.
 * Decides nothing a host decides: it asks, waits no longer than it is told, and reports.
 */
@NullMarked
package dev.jlibp2p.node.peers;

import org.jspecify.annotations.NullMarked;
