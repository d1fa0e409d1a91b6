package dev.jlibp2p.peerstore;

import dev.jlibp2p.multiformats.Multiaddr;

/**
 * One address of a peer.
 *
 * @param address without the peer's {@code /p2p}
 * @param lifetime how long it is kept
 * @param certified whether the peer has signed it
 */
public record KnownAddress(Multiaddr address, AddressLifetime lifetime, boolean certified) {}
