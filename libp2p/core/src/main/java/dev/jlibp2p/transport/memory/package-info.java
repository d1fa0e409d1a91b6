/**
 * Links within one process, without a socket. Entry type: {@link dev.jlibp2p.transport.memory.MemoryTransport}, the
 * model for transports. Knows nothing of what runs on its channels.
 */
@NullMarked
package dev.jlibp2p.transport.memory;

import org.jspecify.annotations.NullMarked;
