/**
 * Measures round trips; the model protocol, read it first.
 * Entry type: {@link dev.jlibp2p.protocol.ping.Ping}.
 * Knows the host's interface and nothing below streams.
 */
@NullMarked
package dev.jlibp2p.protocol.ping;

import org.jspecify.annotations.NullMarked;
