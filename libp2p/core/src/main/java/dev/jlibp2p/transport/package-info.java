/**
 * Ways to reach a peer. Entry type: {@link dev.jlibp2p.transport.Transport}.
 * A transport delivers finished, secured and multiplexed links and knows nothing of hosts or protocols.
 */
@NullMarked
package dev.jlibp2p.transport;

import org.jspecify.annotations.NullMarked;
