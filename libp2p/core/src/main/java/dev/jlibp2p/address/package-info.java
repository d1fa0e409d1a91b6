/**
 * Which addresses this node has: bound, announced, seen by peers, proven. Entry type: {@link dev.jlibp2p.address.AddressSource}.
 * Knows neither hosts nor transports.
 */
@NullMarked
package dev.jlibp2p.address;

import org.jspecify.annotations.NullMarked;
