package dev.jlibp2p.muxer.yamux;

/**
 * How much the peer may still send on one stream, and when it is told that it may send more: once half of the window has
 * been consumed, which spares frames and still keeps a sender going.
 */
final class ReceiveWindow {
    static final int MOST_DISCARDED = 1 << 20;

    private int size;
    private int available;
    private int owed;
    private int discarded;
    private long grantedAt;

    ReceiveWindow(int size, long now) {
        this.size = size;
        this.available = size;
        this.grantedAt = now;
    }

    int size() {
        return size;
    }

    int available() {
        return available;
    }

    /** When credit was last granted, in nanoseconds of the loop's ticker. */
    long grantedAt() {
        return grantedAt;
    }

    /** The peer announced a payload; false if that is more than it may send. */
    boolean take(long length) {
        if (length > available) {
            return false;
        }
        available -= (int) length;
        return true;
    }

    /** Bytes were consumed. Returns whether it is time to {@link #grant}. */
    boolean consume(int bytes) {
        owed += bytes;
        return owed >= size / 2;
    }

    /**
     * Bytes were thrown away. The peer gets credit for them too, up to a bound: whoever does not notice that nobody listens
     * is stopped by its window. Returns whether it is time to {@link #grant}.
     */
    boolean discard(int bytes) {
        discarded += bytes;
        return discarded <= MOST_DISCARDED && consume(bytes);
    }

    /** Whether more was thrown away than is good for anybody. */
    boolean discardedTooMuch() {
        return discarded > MOST_DISCARDED;
    }

    /** Widens the window; the next grant carries the difference. */
    void grow(int newSize) {
        owed += newSize - size;
        size = newSize;
    }

    /** The credit to send now. */
    int grant(long now) {
        int credit = owed;
        owed = 0;
        available += credit;
        grantedAt = now;
        return credit;
    }
}
