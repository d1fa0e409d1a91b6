/**
 * Who we are and who they are: keys, peer ids, signed envelopes and records, the key file.
 * Start at {@link dev.jlibp2p.identity.Identity} for us and {@link dev.jlibp2p.identity.PeerId} for them.
 * Knows no connections, no sockets and no protocols.
 */
@NullMarked
package dev.jlibp2p.identity;

import org.jspecify.annotations.NullMarked;
