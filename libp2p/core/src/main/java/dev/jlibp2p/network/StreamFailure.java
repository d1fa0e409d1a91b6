package dev.jlibp2p.network;

import dev.jlibp2p.connection.StreamResetException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** What broke a channel, as an exception for the thread that meets it, with the trace of that thread. */
final class StreamFailure {

    private StreamFailure() {}

    static IOException of(Throwable cause) {
        if (cause instanceof StreamResetException reset) {
            return new StreamResetException(reset.code(), reset.byPeer());
        }
        if (cause.getClass() == IOException.class) {
            return new IOException(cause.getMessage(), cause);
        }
        if (cause instanceof ClosedChannelException) {
            return new IOException("the stream is closed", cause);
        }
        return cause instanceof IOException io ? io : new IOException(cause.toString(), cause);
    }
}
