package dev.jlibp2p.muxer.yamux;

import io.netty.util.collection.IntObjectHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open streams by id, and which ids belong to whom. */
final class StreamTable {
    private static final long LARGEST_ID = 0xFFFF_FFFFL;

    private final IntObjectHashMap<YamuxStreamChannel> streams = new IntObjectHashMap<>();
    private final InboundIds inboundIds = new InboundIds();
    private final int ourParity;
    private long nextId;
    private volatile int size;

    StreamTable(boolean initiator) {
        this.ourParity = initiator ? 1 : 0;
        this.nextId = initiator ? 1 : 2;
    }

    /** Streams open now; callable from any thread. */
    int size() {
        return size;
    }

    @Nullable
    YamuxStreamChannel get(int id) {
        return streams.get(id);
    }

    void add(YamuxStreamChannel stream) {
        streams.put(stream.streamId(), stream);
        size = streams.size();
    }

    void remove(YamuxStreamChannel stream) {
        streams.remove(stream.streamId());
        size = streams.size();
    }

    /** A copy: what is done to one stream may end others. */
    List<YamuxStreamChannel> all() {
        return List.copyOf(streams.values());
    }

    boolean isInbound(int id) {
        return (id & 1) != ourParity;
    }

    /** Notes that the peer uses this id; false if it has done so before. */
    boolean useInbound(int id) {
        return inboundIds.use(id);
    }

    /** Whether a stream of this id may have been open once. */
    boolean mayHaveExisted(int id) {
        return isInbound(id) ? inboundIds.mayHaveExisted(id) : Integer.toUnsignedLong(id) < nextId;
    }

    boolean outboundIdsUsedUp() {
        return nextId > LARGEST_ID;
    }

    int takeOutboundId() {
        int id = (int) nextId;
        nextId += 2;
        return id;
    }

    /** For tests of the end of the number range. */
    void skipOutboundIds(long next) {
        nextId = next;
    }

    /** The stream whose reader lags most, if any has something unread. */
    @Nullable
    YamuxStreamChannel mostUnread() {
        YamuxStreamChannel most = null;
        for (YamuxStreamChannel stream : streams.values()) {
            if (stream.unread() > (most == null ? 0 : most.unread())) {
                most = stream;
            }
        }
        return most;
    }
}
