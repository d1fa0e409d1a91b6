/**
 * Finding the first peers. Entry type: {@link dev.jlibp2p.spring.discovery.BootstrapPeers}.
 * Knows the host's interface and the bean that supplies the addresses, not what reports about them.
 */
@NullMarked
package dev.jlibp2p.spring.discovery;

import org.jspecify.annotations.NullMarked;
