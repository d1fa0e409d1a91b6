/**
 * Accounting of what peers may cost: connections, streams, memory. Entry type: {@link dev.jlibp2p.resource.ResourceManager}.
 * Knows no channel, and of peers and protocols their names only.
 */
@NullMarked
package dev.jlibp2p.resource;

import org.jspecify.annotations.NullMarked;
