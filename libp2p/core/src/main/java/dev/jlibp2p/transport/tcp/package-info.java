/**
 * TCP over IPv4 and IPv6. Entry type: {@link dev.jlibp2p.transport.tcp.TcpTransport}.
 * Knows nothing of what runs on its channels; the upgrader does that.
 */
@NullMarked
package dev.jlibp2p.transport.tcp;

import org.jspecify.annotations.NullMarked;
