/**
 * How the node dials. Entry type: {@link dev.jlibp2p.spring.dial.Libp2pDialAutoConfiguration}. Knows properties, and no
 * address.
 */
@NullMarked
package dev.jlibp2p.spring.dial;

import org.jspecify.annotations.NullMarked;
