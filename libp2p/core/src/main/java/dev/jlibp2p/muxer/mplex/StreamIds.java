package dev.jlibp2p.muxer.mplex;

/** Which ids have been used. */
final class StreamIds {
    private long nextOutbound;
    private long highestInbound = -1;

    long takeOutbound() {
        return nextOutbound++;
    }

    /** The peer has opened a stream of this id. */
    void useInbound(long id) {
        highestInbound = Math.max(highestInbound, id);
    }

    /** Whether a stream may have been open once; peers count upwards, but not all one by one. */
    boolean mayHaveExisted(long key) {
        long id = Frame.id(key);
        return Frame.isInbound(key) ? id <= highestInbound : id < nextOutbound;
    }
}
