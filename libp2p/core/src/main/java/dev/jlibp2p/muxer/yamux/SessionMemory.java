package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.resource.ResourceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What unread bytes and grown windows of one connection hold. When it runs out, the laziest reader pays, not everybody. */
final class SessionMemory {
    private static final Logger LOG = LoggerFactory.getLogger(SessionMemory.class);

    private final ResourceScope scope;
    private final StreamTable streams;
    private boolean reported;

    SessionMemory(YamuxLimits limits, StreamTable streams) {
        this.scope = limits.scope();
        this.streams = streams;
    }

    void release(int bytes) {
        scope.releaseMemory(bytes);
    }

    /** Growth may take half of the memory; the rest is for what has arrived. */
    boolean reserveForGrowth(int bytes) {
        return bytes <= scope.limits().memory() / 2 - scope.memory() && scope.tryReserveMemory(bytes);
    }

    /** Reserves for {@code stream}, if need be by resetting those with most unread; false if it was the one. */
    boolean reserve(int bytes, YamuxStreamChannel stream) {
        while (!scope.tryReserveMemory(bytes)) {
            YamuxStreamChannel most = streams.mostUnread();
            YamuxStreamChannel victim = most == null ? stream : most;
            report(victim);
            victim.reset(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
            if (victim.equals(stream)) {
                return false;
            }
        }
        return true;
    }

    private void report(YamuxStreamChannel victim) {
        if (!reported) {
            reported = true;
            LOG.warn(
                    "{}: {} bytes are received and unread, the limit of scope {}; stream {} has most of them, {}, and is reset. "
                            + "Further ones of this connection are only counted",
                    victim.parent(), scope.memory(), scope.name(),
                    Integer.toUnsignedString(victim.streamId()), victim.unread());
        }
    }
}
