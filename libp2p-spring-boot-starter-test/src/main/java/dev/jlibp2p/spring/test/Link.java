package dev.jlibp2p.spring.test;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.memory.MemoryLinks;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.local.LocalChannel;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.ConnectException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One link through a network: the channel of the node that dialled, the channel to the node that listens, and between them a
 * line each way. Either end closes by itself; the other learns of it when the end has passed the line. Lives on the wire's
 * event loop.
 */
final class Link {

    private final Wire wire;

    private final PeerId from;

    private final @Nullable PeerId to;

    private final Multiaddr address;

    private final Promise<Void> reached;

    private final DelayLine there;

    private final DelayLine back;

    private @Nullable Channel near;

    private @Nullable Channel far;

    private boolean waiting;

    private boolean broken;

    Link(Wire wire, PeerId from, @Nullable PeerId to, Multiaddr address) {
        EventLoop loop = wire.loop();
        this.wire = wire;
        this.from = from;
        this.to = to;
        this.address = address;
        this.reached = loop.newPromise();
        this.there = new DelayLine(loop, this::isHeld);
        this.back = new DelayLine(loop, this::isHeld);
    }

    /** Completes when the node that listens has accepted, one round trip from now; fails when nobody listens. */
    Future<Void> reach() {
        wire.loop().execute(() -> {
            long delay = wire.delay(from, to);
            if (delay == Wire.LOST) {
                reached.tryFailure(new ConnectException("every attempt was lost"));
            } else {
                long answer = wire.latency(from, to);
                wire.loop().schedule(this::arrive, delay + answer, TimeUnit.NANOSECONDS);
            }
        });
        return reached;
    }

    /** The channel of the node that dialled is there. */
    void attach(Channel channel) {
        near = channel;
        channel.pipeline().addLast(new Entrance(there, back));
    }

    boolean joins(PeerId one, PeerId other) {
        PeerId peer = from.equals(one) ? other : one;
        return Objects.equals(to, peer) && (from.equals(one) || from.equals(other));
    }

    /** A partition ended, or began. */
    void weatherChanged() {
        if (waiting) {
            waiting = false;
            arrive();
        }
        there.move();
        back.move();
    }

    void hurry() {
        weatherChanged();
        there.hurry();
        back.hurry();
    }

    /** Whoever dialled has given up, if it never got to use the link. */
    void abandon() {
        if (near == null) {
            breakOff();
        }
    }

    /** Ends it at once and for both, with whatever is on its way. */
    void breakOff() {
        broken = true;
        reached.tryFailure(new ConnectException("the link broke"));
        close(near);
        close(far);
        finish();
    }

    private boolean isHeld() {
        return wire.parts(from, to);
    }

    private void arrive() {
        if (broken) {
            return;
        }
        if (isHeld()) {
            waiting = true;
            return;
        }
        new Bootstrap().group(wire.loop())
                .channel(LocalChannel.class)
                .handler(new Entrance(back, there))
                .connect(MemoryLinks.listener(address))
                .addListener((ChannelFuture connected) -> {
                    if (!connected.isSuccess()) {
                        reached.tryFailure(connected.cause());
                        finish();
                    } else if (broken) {
                        connected.channel().close();
                    } else {
                        far = connected.channel();
                        reached.trySuccess(null);
                    }
                });
    }

    private void enter(DelayLine line, @Nullable Object message) {
        long delay = wire.delay(from, to);
        if (broken || delay == Wire.LOST) {
            ReferenceCountUtil.release(message);
            breakOff();
        } else {
            line.enter(message, delay);
        }
    }

    private void ended(DelayLine line) {
        if (isClosed(near) && isClosed(far)) {
            finish();
        } else if (!broken) {
            enter(line, null);
        }
    }

    private void finish() {
        there.discard();
        back.discard();
        wire.forget(this);
    }

    private static boolean isClosed(@Nullable Channel channel) {
        return channel != null && !channel.isActive();
    }

    private static void close(@Nullable Channel channel) {
        if (channel != null) {
            channel.close();
        }
    }

    /** Passes what a node sends into the one line; the other leads to that node. */
    private final class Entrance extends ChannelInboundHandlerAdapter {

        private final DelayLine into;

        private final DelayLine outOf;

        Entrance(DelayLine into, DelayLine outOf) {
            this.into = into;
            this.outOf = outOf;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            outOf.leadsTo(ctx.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            enter(into, message);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            ended(into);
        }
    }
}
