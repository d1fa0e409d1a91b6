package dev.jlibp2p.spring.test;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/** Makes a dial succeed when the node at the other end of the link has accepted, not before. Lives on the dialler's loop. */
final class Reaching extends ChannelOutboundHandlerAdapter {

    private final Link link;

    private final EventLoop wire;

    Reaching(Link link, EventLoop wire) {
        this.link = link;
        this.wire = wire;
    }

    @Override
    public void connect(ChannelHandlerContext ctx, SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        int timeout = ctx.channel().config().getConnectTimeoutMillis();
        ScheduledFuture<?> deadline = ctx.executor()
                .schedule(() -> promise.tryFailure(new ConnectTimeoutException("no answer within " + timeout + " ms")),
                        timeout,
                        TimeUnit.MILLISECONDS);
        ctx.channel().closeFuture().addListener(closed -> {
            deadline.cancel(false);
            promise.tryFailure(new ClosedChannelException());
            wire.execute(link::abandon);
        });
        link.reach().addListener((Future<Void> reached) -> {
            if (ctx.channel().isOpen()) {
                ctx.executor().execute(() -> proceed(reached, () -> ctx.connect(remote, local, promise), promise));
            }
        });
        promise.addListener(connected -> deadline.cancel(false));
    }

    private static void proceed(Future<Void> reached, Runnable connect, ChannelPromise promise) {
        if (!reached.isSuccess()) {
            promise.tryFailure(reached.cause());
        } else if (!promise.isDone()) {
            connect.run();
        }
    }
}
