package dev.jlibp2p.protocol.perf;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Blocking;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;

/**
 * Perf: uploads and downloads as many bytes as asked for, on the event loop. As a service it answers any peer with any
 * amount, so it is for measuring only. Thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/perf/perf.md">the perf specification</a>
 */
public final class Perf implements HostService {

    public static final ProtocolId PROTOCOL = ProtocolId.of("/perf/1.0.0");

    @Override
    public void start(HostContext context) {
        if (!context.host().protocols().contains(PROTOCOL)) {
            context.host().handleOnLoop(PROTOCOL, Perf::serve);
        }
    }

    /**
     * Sends {@code upload} bytes and receives {@code download} bytes on a stream of its own; returns when both are through.
     *
     * @throws IOException if the peer does not speak perf, or sends another amount
     */
    public static void run(Host host, Connection connection, long upload, long download) throws IOException {
        Promise<Void> done = ImmediateEventExecutor.INSTANCE.newPromise();
        Stream stream = Blocking.await(host.network().open(connection, opened -> {
            opened.channel().pipeline().addLast(new PerfClient(upload, download, done));
            opened.channel().config().setAutoRead(true);
        }, PROTOCOL));
        try {
            Blocking.await(done);
        } catch (IOException e) {
            stream.reset(0);
            throw e;
        }
    }

    private static void serve(Stream stream) {
        stream.channel().pipeline().addLast(new PerfServer());
        stream.channel().config().setAutoRead(true);
    }
}
