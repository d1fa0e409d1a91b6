/**
 * Accounting of what peers may cost: connections, streams, memory. Entry type: {@link dev.jlibp2p.resource.ResourceManager}.
 * Knows no protocol, no channel and no address.
 */
@NullMarked
package dev.jlibp2p.resource;

import org.jspecify.annotations.NullMarked;
