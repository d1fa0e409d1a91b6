package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has arrived on a connection and waits for its readers. Nothing can ask the peer to pause one stream, so a reader that
 * lags makes us stop reading the connection; if it has not moved when the patience of the others is over, it loses its stream.
 */
final class UnreadBytes {
    static final long PATIENCE_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(UnreadBytes.class);

    private final MplexSession session;
    private final ResourceScope scope;
    private final int most;
    /** For whom the connection waits. */
    private @Nullable MplexStreamChannel laggard;
    private int laggardUnread;
    private @Nullable Future<?> timer;
    private boolean reported;

    UnreadBytes(MplexSession session) {
        this.session = session;
        this.scope = session.scope();
        this.most = session.config().maxUnread();
    }

    /** Charges for the unread bytes of {@code stream}; resets it, or the laziest reader, where there is no room for them. */
    void hold(MplexStreamChannel stream, int bytes) {
        int more = bytes - stream.charged();
        if (more <= 0) {
            stream.charge(bytes);
            scope.releaseMemory(-more);
            resumeIfCaughtUp();
        } else if (bytes > most) {
            scope.refuse(Refusal.MUXER_UNREAD);
            reset(stream, "the most one stream may have");
        } else if (reserve(more, stream)) {
            if (stream.isOpen()) {
                stream.charge(bytes);
                pauseIfLagging(stream);
            } else {
                scope.releaseMemory(more);
            }
        }
    }

    /** The session has ended. */
    void stop() {
        Future<?> scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        laggard = null;
    }

    private boolean reserve(int bytes, MplexStreamChannel stream) {
        while (!scope.tryReserveMemory(bytes)) {
            MplexStreamChannel laziest = session.streamTable().mostUnread();
            MplexStreamChannel victim = laziest == null ? stream : laziest;
            reset(victim, "the limit of scope " + scope.name() + " is reached");
            if (victim.equals(stream)) {
                return false;
            }
        }
        return true;
    }

    private void pauseIfLagging(MplexStreamChannel stream) {
        if (laggard == null && stream.charged() > most / 2 && session.isOpen()) {
            waitFor(stream);
            session.channel().config().setAutoRead(false);
        }
    }

    private void waitFor(MplexStreamChannel stream) {
        laggard = stream;
        laggardUnread = stream.unread();
        timer = session.eventLoop().schedule(this::expire, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void resumeIfCaughtUp() {
        MplexStreamChannel awaited = laggard;
        if (awaited == null || awaited.charged() > most / 4) {
            return;
        }
        stop();
        MplexStreamChannel next = session.streamTable().mostUnread();
        if (next != null && next.unread() > most / 2) {
            waitFor(next);
        } else {
            // Not here, inside a stream's own delivery: a handler before us may hold bytes, and a read would bring them at once.
            session.eventLoop().execute(this::readOn);
        }
    }

    private void readOn() {
        if (laggard == null && session.isOpen()) {
            session.channel().config().setAutoRead(true);
        }
    }

    private void expire() {
        MplexStreamChannel awaited = laggard;
        if (awaited == null) {
            return;
        }
        if (awaited.unread() < laggardUnread) {
            waitFor(awaited);
        } else {
            scope.refuse(Refusal.MUXER_UNREAD);
            reset(awaited, "nobody has read for " + PATIENCE_SECONDS + " seconds while the whole connection waited");
        }
    }

    private void reset(MplexStreamChannel victim, String why) {
        if (!reported) {
            reported = true;
            LOG.warn(
                    "{}: stream {} is reset: {} bytes are received and unread, {}. Further ones of this connection are "
                            + "only counted",
                    victim.parent(), Frame.id(victim.key()), victim.unread(), why);
        }
        victim.reset(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
    }
}
