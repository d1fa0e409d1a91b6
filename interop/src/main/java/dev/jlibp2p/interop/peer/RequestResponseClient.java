package dev.jlibp2p.interop.peer;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Blocking;
import dev.jlibp2p.network.Network;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;

/** Sends requests, each on a stream of its own, so many at a time, from the event loop of the connection. */
final class RequestResponseClient {

    private final Network network;

    private final Connection connection;

    private final ProtocolId protocol;

    private final ByteBuf request;

    private final Promise<Void> done;

    private int toStart;

    private int toFinish;

    private final long[] times;

    private RequestResponseClient(Network network, Connection connection, ProtocolId protocol, ByteBuf request,
            int count) {
        this.network = network;
        this.connection = connection;
        this.protocol = protocol;
        this.request = request;
        this.toStart = count;
        this.toFinish = count;
        this.times = new long[count];
        this.done = network.loops().sockets().next().newPromise();
    }

    /** Blocks until all are answered; nanoseconds of each, as they finished. */
    static long[] run(Network network, Connection connection, ProtocolId protocol, RequestResponseLoad load)
            throws IOException {
        ByteBuf request = Unpooled.unreleasableBuffer(Unpooled.directBuffer().writeBytes(load.request()).asReadOnly());
        RequestResponseClient client = new RequestResponseClient(network, connection, protocol, request, load.count());
        Blocking.await(network.open(connection, stream -> client.begin(stream, load.inFlight()), protocol));
        Blocking.await(client.done);
        return client.times;
    }

    /** The first stream tells which loop all the others live on. */
    private void begin(Stream first, int inFlight) {
        toStart--;
        exchange(first);
        EventExecutor loop = first.channel().eventLoop();
        for (int i = 1; i < inFlight; i++) {
            loop.execute(this::next);
        }
    }

    private void next() {
        if (toStart > 0 && !done.isDone()) {
            toStart--;
            network.open(connection, this::exchange, protocol).addListener(opened -> {
                if (!opened.isSuccess()) {
                    done.tryFailure(opened.cause());
                }
            });
        }
    }

    private void exchange(Stream stream) {
        DuplexChannel channel = stream.channel();
        channel.pipeline().addLast(new Answer());
        channel.config().setAutoRead(true);
        channel.write(request.duplicate());
        channel.shutdownOutput();
    }

    private void finished(long begun) {
        times[times.length - toFinish] = System.nanoTime() - begun;
        if (--toFinish == 0) {
            done.trySuccess(null);
        } else {
            next();
        }
    }

    private final class Answer extends ChannelInboundHandlerAdapter {

        private final long begun = System.nanoTime();

        private int received;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            received += bytes.readableBytes();
            bytes.release();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (!(event instanceof ChannelInputShutdownEvent)) {
                return;
            }
            if (received == request.readableBytes()) {
                finished(begun);
            } else {
                done.tryFailure(new IOException(
                        "the answer has " + received + " bytes (expected: " + request.readableBytes() + ")"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            done.tryFailure(cause);
            ctx.close();
        }
    }
}
