package dev.jlibp2p.muxer.mplex;

import io.netty.util.collection.LongObjectHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The open streams by {@linkplain Frame#key key}, and which ids have been used. */
final class StreamTable {
    private final LongObjectHashMap<MplexStreamChannel> streams = new LongObjectHashMap<>();
    private long nextOutboundId;
    private long highestInboundId = -1;
    private int inbound;
    private volatile int size;

    /** Streams open now; callable from any thread. */
    int size() {
        return size;
    }

    int inbound() {
        return inbound;
    }

    @Nullable
    MplexStreamChannel get(long key) {
        return streams.get(key);
    }

    void add(MplexStreamChannel stream) {
        streams.put(stream.key(), stream);
        inbound += Frame.isInbound(stream.key()) ? 1 : 0;
        size = streams.size();
    }

    void remove(MplexStreamChannel stream) {
        streams.remove(stream.key());
        inbound -= Frame.isInbound(stream.key()) ? 1 : 0;
        size = streams.size();
    }

    /** A copy: what is done to one stream may end others. */
    List<MplexStreamChannel> all() {
        return List.copyOf(streams.values());
    }

    long takeOutboundId() {
        return nextOutboundId++;
    }

    /** The peer has opened a stream of this id. */
    void useInbound(long id) {
        highestInboundId = Math.max(highestInboundId, id);
    }

    /** Whether a stream may have been open once; peers count upwards, but not all one by one. */
    boolean mayHaveExisted(long key) {
        long id = Frame.id(key);
        return Frame.isInbound(key) ? id <= highestInboundId : id < nextOutboundId;
    }

    /** The stream whose reader lags most, if any has something unread. */
    @Nullable
    MplexStreamChannel mostUnread() {
        MplexStreamChannel most = null;
        for (MplexStreamChannel stream : streams.values()) {
            if (stream.unread() > (most == null ? 0 : most.unread())) {
                most = stream;
            }
        }
        return most;
    }
}
