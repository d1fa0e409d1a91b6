package dev.jlibp2p.muxer.yamux;

/** Which ids belong to whom, and which have been used. */
final class StreamIds {
    private static final long LARGEST_ID = 0xFFFF_FFFFL;

    private final InboundIds inbound = new InboundIds();
    private final int ourParity;
    private long next;

    StreamIds(boolean initiator) {
        this.ourParity = initiator ? 1 : 0;
        this.next = initiator ? 1 : 2;
    }

    boolean isInbound(int id) {
        return (id & 1) != ourParity;
    }

    /** Notes that the peer uses this id; false if it has done so before. */
    boolean useInbound(int id) {
        return inbound.use(id);
    }

    /** Whether a stream of this id may have been open once. */
    boolean mayHaveExisted(int id) {
        return isInbound(id) ? inbound.mayHaveExisted(id) : Integer.toUnsignedLong(id) < next;
    }

    boolean outboundUsedUp() {
        return next > LARGEST_ID;
    }

    int takeOutbound() {
        int id = (int) next;
        next += 2;
        return id;
    }

    /** For tests of the end of the number range. */
    void skipOutbound(long to) {
        next = to;
    }
}
