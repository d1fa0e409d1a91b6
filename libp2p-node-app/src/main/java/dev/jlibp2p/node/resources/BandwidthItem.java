package dev.jlibp2p.node.resources;

/**
 * The bytes of one protocol or peer.
 *
 * @param name the protocol or the peer id
 * @param windowMs what the rates are an average of: since the last time somebody asked, a second ago or longer
 */
record BandwidthItem(String name, long receivedBytes, long sentBytes, double receivedBytesPerSecond,
        double sentBytesPerSecond, long windowMs) {

    double rate() {
        return receivedBytesPerSecond + sentBytesPerSecond;
    }

    long bytes() {
        return receivedBytes + sentBytes;
    }
}
