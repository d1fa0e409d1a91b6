/**
 * The self-describing formats of the field: varints, multihashes, multibase text, CIDs and multiaddrs.
 * Start at {@link dev.jlibp2p.multiformats.Multiaddr}.
 * Knows bytes and text only: no keys, no peers, no sockets.
 */
@NullMarked
package dev.jlibp2p.multiformats;

import org.jspecify.annotations.NullMarked;
