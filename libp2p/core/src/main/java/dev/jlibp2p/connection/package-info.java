/**
 * What applications hold in their hands: connections, streams and the handlers of streams.
 * Entry type: {@link dev.jlibp2p.connection.Stream}. Knows no transport, no security and no muxer by name.
 */
@NullMarked
package dev.jlibp2p.connection;

import org.jspecify.annotations.NullMarked;
