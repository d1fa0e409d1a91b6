/**
 * QUIC v1 over UDP, listening and dialling from the same port. Entry type: {@link dev.jlibp2p.transport.quic.QuicTransport}.
 * Knows nothing of hosts and protocols; admission, deadline and gating are the upgrader's, as for every transport.
 */
@NullMarked
package dev.jlibp2p.transport.quic;

import org.jspecify.annotations.NullMarked;
