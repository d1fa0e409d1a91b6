package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

final class DefaultStream implements Stream, ReadAhead {

    private final DefaultConnection connection;

    private final ProtocolId protocol;

    private final ResourceScope scope;

    private final DuplexChannel channel;

    private final boolean inbound;

    private final int number;

    private volatile @Nullable BlockingView view;

    /** @param scope of the protocol, which counts this stream already */
    DefaultStream(DefaultConnection connection, ProtocolId protocol, ResourceScope scope, DuplexChannel channel,
            boolean inbound) {
        this.connection = connection;
        this.protocol = protocol;
        this.scope = scope;
        this.channel = channel;
        this.inbound = inbound;
        this.number = connection.nextStream();
    }

    /** On the event loop, before any byte is delivered. */
    void makeBlocking() {
        view = BlockingView.on(channel, this, code -> connection.reset(channel, code));
    }

    @Override
    public void charge(int bytes) throws ResourceLimitException {
        connection.link().scope().reserveMemory(bytes);
        try {
            scope.reserveMemory(bytes);
        } catch (ResourceLimitException e) {
            connection.link().scope().releaseMemory(bytes);
            throw e;
        }
    }

    @Override
    public void release(int bytes) {
        scope.releaseMemory(bytes);
        connection.link().scope().releaseMemory(bytes);
    }

    @Override
    public String id() {
        return Integer.toString(number, Character.MAX_RADIX);
    }

    @Override
    public ProtocolId protocol() {
        return protocol;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public boolean inbound() {
        return inbound;
    }

    @Override
    public InputStream input() {
        return view().input();
    }

    @Override
    public OutputStream output() {
        return view().output();
    }

    @Override
    public void deadline(Duration fromNow) {
        view().deadline(fromNow);
    }

    @Override
    public void reset(long code) {
        BlockingView blocking = view;
        if (blocking != null) {
            blocking.reset(code);
        } else {
            connection.reset(channel, code);
        }
    }

    @Override
    public void close() throws IOException {
        BlockingView blocking = view;
        if (blocking != null) {
            blocking.close();
        } else {
            channel.shutdownOutput();
            channel.shutdownInput();
        }
    }

    @Override
    public DuplexChannel channel() {
        return channel;
    }

    @Override
    public String toString() {
        return protocol + (inbound ? " from " : " to ") + connection.peer() + " on " + connection.id();
    }

    private BlockingView view() {
        BlockingView blocking = view;
        if (blocking == null) {
            throw new IllegalStateException("stream " + this + " is handled on the event loop; use channel()");
        }
        return blocking;
    }
}
