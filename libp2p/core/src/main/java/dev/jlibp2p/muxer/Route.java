package dev.jlibp2p.muxer;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;

/**
 * How a link runs: over which transport, who opened it, between which addresses.
 *
 * @param transport closed set, fit for a metric tag, for example {@code tcp}
 * @param role ours: the initiator dialled
 * @param local our end
 * @param peer the other end, without {@code /p2p}
 * @param limited true for relayed links with limits on bytes or time
 */
public record Route(String transport, Role role, Multiaddr local, Multiaddr peer, boolean limited) {}
