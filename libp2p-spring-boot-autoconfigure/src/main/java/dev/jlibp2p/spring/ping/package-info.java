/**
 * Pinging every connected peer now and then. Entry type: {@link dev.jlibp2p.spring.ping.PeriodicPing}.
 * Knows the host's interface and the protocol ping, and no Spring.
 */
@NullMarked
package dev.jlibp2p.spring.ping;

import org.jspecify.annotations.NullMarked;
