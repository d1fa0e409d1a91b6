/**
 * Connections of one node: upgrading, dialling, pooling. Entry type: {@link dev.jlibp2p.network.Network}.
 * Knows transports, security and muxers through their interfaces only.
 */
@NullMarked
package dev.jlibp2p.network;

import org.jspecify.annotations.NullMarked;
