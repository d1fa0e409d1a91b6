package dev.jlibp2p.muxer.yamux;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often peers were refused something, by reason. Thread-safe; only grows. */
public final class YamuxCounters {
    private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

    YamuxCounters() {
        for (Reason reason : Reason.values()) {
            counts.put(reason, new LongAdder());
        }
    }

    /** Why; a closed set, fit for a metric tag. */
    public enum Reason {
        /** A stream beyond the inbound limit, or refused by the resource scope, was reset. */
        TOO_MANY_STREAMS,
        /** A stream was reset because too many before it wait for our acknowledgement to leave. */
        BACKLOG_FULL,
        /** The stream with most unread bytes was reset, because the memory for received bytes ran out. */
        MEMORY_EXHAUSTED,
        /** A stream we had closed was reset, because the peer went on sending or never ended its side. */
        LINGERED,
        /** A frame for a stream that has ended was ignored. */
        LATE_FRAME,
        /** The connection was closed because the peer broke the protocol. */
        PROTOCOL_ERROR,
        /** The connection was closed because the peer opened and reset streams too fast. */
        RAPID_RESET,
        /** The connection was closed because the peer asked for answers and did not read them. */
        ANSWERS_UNREAD,
        /** The connection was closed because nothing came back after a ping. */
        KEEP_ALIVE_TIMEOUT
    }

    /** How often {@code reason} applied. */
    public long count(Reason reason) {
        return adder(reason).sum();
    }

    void add(Reason reason) {
        adder(reason).increment();
    }

    private LongAdder adder(Reason reason) {
        LongAdder adder = counts.get(reason);
        if (adder == null) {
            throw new IllegalStateException("no counter for " + reason);
        }
        return adder;
    }
}
