package dev.jlibp2p.peerstore;

/**
 * What a {@link PeerStore} holds at most.
 *
 * @param maxPeers peers, those connected and those with permanent addresses included
 * @param maxAddressesPerPeer addresses of one peer
 * @param maxProtocolsPerPeer protocols of one peer
 * @param maxBytes estimated bytes of everything about peers we are not connected to; for a store in memory
 */
public record PeerStoreLimits(int maxPeers, int maxAddressesPerPeer, int maxProtocolsPerPeer, long maxBytes) {

    /** Limits that suit an ordinary server. */
    public static final PeerStoreLimits DEFAULTS = new PeerStoreLimits(100_000, 64, 1_024, 128L << 20);

    /** The longest address kept, in bytes; the longest in real use has some 300. */
    static final int MAX_ADDRESS_BYTES = 512;

    /** The longest version text kept, in characters. */
    static final int MAX_TEXT = 256;

    public PeerStoreLimits {
        if (maxPeers < 1 || maxAddressesPerPeer < 1 || maxProtocolsPerPeer < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("limits must be positive: maxPeers " + maxPeers
                    + ", maxAddressesPerPeer "
                    + maxAddressesPerPeer + ", maxProtocolsPerPeer " + maxProtocolsPerPeer + ", maxBytes " + maxBytes);
        }
    }

    /** Same limits but for the two that people set. */
    public static PeerStoreLimits of(int maxPeers, int maxAddressesPerPeer) {
        return new PeerStoreLimits(maxPeers, maxAddressesPerPeer, DEFAULTS.maxProtocolsPerPeer, DEFAULTS.maxBytes);
    }
}
