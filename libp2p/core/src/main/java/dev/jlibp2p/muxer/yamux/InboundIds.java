package dev.jlibp2p.muxer.yamux;

/**
 * Which stream ids the peer has used.
 *
 * <p>Honest peers do not open in the order of ids: go-yamux numbers a stream before it queues the opening frame, and
 * rust-yamux sends that frame with the first data. So an id below the highest may be new. Use is remembered exactly for the
 * newest ids; an older one that is not open now is taken for such a late stream.
 */
final class InboundIds {
    private static final int REMEMBERED = 1024;

    private final long[] used = new long[REMEMBERED / Long.SIZE];
    private long highest = -1;

    /** Notes the use of an id and says whether it is new, as far as is remembered. */
    boolean use(int id) {
        // Ids of one side are every other number.
        long number = Integer.toUnsignedLong(id) >>> 1;
        if (number > highest) {
            forget(number);
            highest = number;
        } else if (number <= highest - REMEMBERED) {
            return true;
        } else if (isUsed(number)) {
            return false;
        }
        int bit = (int) (number % REMEMBERED);
        used[bit / Long.SIZE] |= 1L << bit;
        return true;
    }

    /** Whether a stream of this id may have existed. */
    boolean mayHaveExisted(int id) {
        long number = Integer.toUnsignedLong(id) >>> 1;
        return number <= highest && (number <= highest - REMEMBERED || isUsed(number));
    }

    private boolean isUsed(long number) {
        int bit = (int) (number % REMEMBERED);
        return (used[bit / Long.SIZE] >>> bit & 1) != 0;
    }

    private void forget(long newHighest) {
        for (long number = Math.max(highest + 1, newHighest - REMEMBERED + 1); number <= newHighest; number++) {
            int bit = (int) (number % REMEMBERED);
            used[bit / Long.SIZE] &= ~(1L << bit);
        }
    }
}
