package dev.jlibp2p.peerstore;

import java.time.Duration;

/** How long an address of a peer is kept, by where it comes from. */
public enum AddressLifetime {

    /** Good for one attempt: two minutes. */
    TEMPORARY(Duration.ofMinutes(2)),

    /** Of a peer we were connected to until now: 15 minutes. */
    RECENT(Duration.ofMinutes(15)),

    /** Heard of from somebody: one hour. */
    DISCOVERED(Duration.ofHours(1)),

    /** Of a peer we are connected to: as long as that lasts, then {@link #RECENT}. */
    CONNECTED(Duration.ofNanos(Long.MAX_VALUE)),

    /** Given by the owner of this node: for ever, and its peer is never evicted. */
    PERMANENT(Duration.ofNanos(Long.MAX_VALUE));

    private final Duration duration;

    AddressLifetime(Duration duration) {
        this.duration = duration;
    }

    /** From the moment the address was added last; practically endless for the last two. */
    public Duration duration() {
        return duration;
    }

    boolean isEndless() {
        return this == CONNECTED || this == PERMANENT;
    }
}
