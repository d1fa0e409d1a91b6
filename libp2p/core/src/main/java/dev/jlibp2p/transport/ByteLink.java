package dev.jlibp2p.transport;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every byte transport does with its channels: hand them to the upgrader and see that each has an owner on every path.
 * The channels have auto-read off.
 */
public final class ByteLink {

    /** Bytes flow as soon as the channel is connected. */
    private static final Function<Channel, Future<?>> AT_ONCE = Channel::newSucceededFuture;

    private ByteLink() {}

    /**
     * Follows a connect attempt to the finished link. Cancelling the result closes whatever exists by then.
     *
     * @param route tells the route of the channel once it is connected
     */
    public static Future<SecuredMuxer> dialled(ChannelFuture connect, Multiaddr address, DialContext context,
            Function<? super Channel, Route> route) {
        return dialled(connect, address, context, AT_ONCE, route);
    }

    /**
     * Same for a transport that has to agree with the peer before bytes can flow. The channel is admitted before that.
     *
     * @param opening begins that on the event loop of the connected channel, which carries bytes when the result is a success
     */
    public static Future<SecuredMuxer> dialled(ChannelFuture connect, Multiaddr address, DialContext context,
            Function<? super Channel, ? extends Future<?>> opening, Function<? super Channel, Route> route) {
        if (connect.isDone() && !connect.isSuccess()) {
            // Without a descriptor or a running loop there is a channel in name only, with no loop to complete anything.
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(unreachable(address, connect.cause()));
        }
        Channel channel = connect.channel();
        Promise<SecuredMuxer> link = channel.eventLoop().newPromise();
        link.addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
            }
        });
        connect.addListener(connected -> {
            if (!connected.isSuccess()) {
                link.tryFailure(unreachable(address, connected.cause()));
            } else if (!link.isDone()) {
                open(opening, channel).addListener(opened -> {
                    if (opened.isSuccess()) {
                        Future<SecuredMuxer> upgrade = upgrade(context.upgrader(), channel, route,
                                context.expectedPeer());
                        // A dial given up by its caller fails its upgrade as well: that is no news for the log.
                        PromiseNotifier.cascade(false, upgrade, link);
                    } else {
                        link.tryFailure(unreachable(address, opened.cause()));
                    }
                });
            }
        });
        return link;
    }

    /** The child handler of a listener: upgrades every accepted channel and passes finished links on. */
    public static ChannelInitializer<Channel> accepting(ListenContext context, Function<? super Channel, Route> route) {
        return opening(context, AT_ONCE, route);
    }

    /**
     * Same for a transport that has to agree with the peer before bytes can flow.
     *
     * @param opening begins that on the event loop of the connected channel, which carries bytes when the result is a success;
     *     else it is closed
     */
    public static ChannelInitializer<Channel> accepting(ListenContext context,
            Function<? super Channel, ? extends Future<?>> opening, Function<? super Channel, Route> route) {
        return opening(context, channel -> admit(context, opening, channel, route), route);
    }

    private static ChannelInitializer<Channel> opening(ListenContext context,
            Function<? super Channel, ? extends Future<?>> opening, Function<? super Channel, Route> route) {
        return new ChannelInitializer<>() {

            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new WhenActive(accepted -> open(opening, accepted).addListener(opened -> {
                            if (opened.isSuccess()) {
                                accept(context, accepted, route);
                            } else {
                                accepted.close();
                            }
                        })));
            }
        };
    }

    private static void accept(ListenContext context, Channel accepted, Function<? super Channel, Route> route) {
        upgrade(context.upgrader(), accepted, route, null).addListener((Future<SecuredMuxer> done) -> {
            if (done.isSuccess()) {
                context.links().accept(done.getNow());
            }
        });
    }

    private static Future<?> admit(ListenContext context, Function<? super Channel, ? extends Future<?>> opening,
            Channel channel, Function<? super Channel, Route> route) {
        try {
            context.upgrader().admit(channel, route.apply(channel));
            return opening.apply(channel);
        } catch (IOException e) {
            return channel.eventLoop().newFailedFuture(e);
        }
    }

    private static Future<?> open(Function<? super Channel, ? extends Future<?>> opening, Channel channel) {
        try {
            return opening.apply(channel);
        } catch (RuntimeException e) {
            return channel.eventLoop().newFailedFuture(e);
        }
    }

    private static Future<SecuredMuxer> upgrade(Upgrader upgrader, Channel channel,
            Function<? super Channel, Route> route, @Nullable PeerId expectedPeer) {
        try {
            return upgrader.upgrade(channel, route.apply(channel), expectedPeer);
        } catch (RuntimeException e) {
            // A socket that was closed as soon as it was open may not tell its addresses.
            channel.close();
            return channel.eventLoop().newFailedFuture(new IOException("no upgrade of " + channel + ": " + e, e));
        }
    }

    private static IOException unreachable(Multiaddr address, Throwable cause) {
        return new IOException("cannot reach " + address + ": " + cause.getMessage(), cause);
    }

    private static final class WhenActive extends ChannelInboundHandlerAdapter {

        private final Consumer<Channel> next;

        WhenActive(Consumer<Channel> next) {
            this.next = next;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            ctx.pipeline().remove(this);
            next.accept(channel);
        }
    }
}
