/**
 * The meters {@code libp2p.*}. Entry type: {@link dev.jlibp2p.spring.metrics.HostMeters}.
 * Every tag comes from a closed set: no peer, no address, no text a peer chose.
 */
@NullMarked
package dev.jlibp2p.spring.metrics;

import org.jspecify.annotations.NullMarked;
