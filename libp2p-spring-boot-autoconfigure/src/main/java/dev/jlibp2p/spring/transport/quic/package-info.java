/**
 * QUIC for the application's node. Entry type: {@link dev.jlibp2p.spring.transport.quic.Libp2pQuicAutoConfiguration}.
 * Knows properties and beans, and nothing of packets.
 */
@NullMarked
package dev.jlibp2p.spring.transport.quic;

import org.jspecify.annotations.NullMarked;
