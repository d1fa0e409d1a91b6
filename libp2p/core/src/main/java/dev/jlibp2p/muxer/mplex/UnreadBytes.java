package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.muxer.StreamSession;
import dev.jlibp2p.resource.Refusal;
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

    private final StreamSession<MplexStreamChannel> streams;
    private final int most;
    /** For whom the connection waits. */
    private @Nullable MplexStreamChannel laggard;
    private int laggardUnread;
    /** What the laggard may have unread when others are read again. */
    private int enough;
    private @Nullable Future<?> timer;
    private boolean reported;

    UnreadBytes(MplexSession session) {
        this.streams = session.streams();
        this.most = session.config().maxUnread();
    }

    /** Charges for the unread bytes of {@code stream}; resets it, or the laziest reader, where there is no room for them. */
    void hold(MplexStreamChannel stream, int bytes) {
        if (bytes > most) {
            streams.scope().refuse(Refusal.MUXER_UNREAD);
            reset(stream, "the most one stream may have");
            return;
        }
        streams.hold(stream, bytes);
        pauseIfLagging(stream);
        resumeIfCaughtUp();
    }

    /** The session has ended. */
    void stop() {
        Future<?> scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
        laggard = null;
    }

    private void pauseIfLagging(MplexStreamChannel stream) {
        if (laggard != null || !streams.isOpen()) {
            return;
        }
        MplexStreamChannel laziest = stream.unread() > most / 2 ? stream : isHalfFull() ? streams.mostUnread() : null;
        if (laziest != null) {
            waitFor(laziest);
            streams.connection().config().setAutoRead(false);
        }
    }

    /** All streams together; a peer that writes many at once does nothing wrong. */
    private boolean isHalfFull() {
        return streams.scope().memory() > streams.scope().limits().memory() / 2;
    }

    private void waitFor(MplexStreamChannel stream) {
        laggard = stream;
        laggardUnread = stream.unread();
        enough = stream.unread() > most / 2 ? most / 4 : most / 2;
        timer = streams.eventLoop().schedule(this::expire, PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void resumeIfCaughtUp() {
        MplexStreamChannel awaited = laggard;
        if (awaited == null || awaited.unread() > (isHalfFull() ? 0 : enough)) {
            return;
        }
        stop();
        MplexStreamChannel next = streams.mostUnread();
        if (next != null && (next.unread() > most / 2 || isHalfFull())) {
            waitFor(next);
        } else {
            // Not here, inside a stream's own delivery: a handler before us may hold bytes, and a read would bring them at once.
            streams.eventLoop().execute(this::readOn);
        }
    }

    private void readOn() {
        if (laggard == null && streams.isOpen()) {
            streams.connection().config().setAutoRead(true);
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
            streams.scope().refuse(Refusal.MUXER_UNREAD);
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
