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

    private ByteLink() {}

    /**
     * Follows a connect attempt to the finished link. Cancelling the result closes whatever exists by then.
     *
     * @param route tells the route of the channel once it is connected
     */
    public static Future<SecuredMuxer> dialled(ChannelFuture connect, Multiaddr address, DialContext context,
            Function<? super Channel, Route> route) {
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
            if (connected.isSuccess()) {
                Future<SecuredMuxer> upgrade = upgrade(context.upgrader(), channel, route, context.expectedPeer());
                // A dial given up by its caller fails its upgrade as well: that is no news for the log.
                PromiseNotifier.cascade(false, upgrade, link);
            } else {
                link.tryFailure(unreachable(address, connected.cause()));
            }
        });
        return link;
    }

    /** The child handler of a listener: upgrades every accepted channel and passes finished links on. */
    public static ChannelInitializer<Channel> accepting(ListenContext context, Function<? super Channel, Route> route) {
        return new ChannelInitializer<>() {

            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new UpgradeWhenActive(accepted -> upgrade(context.upgrader(), accepted, route, null)
                                .addListener((Future<SecuredMuxer> done) -> {
                                    if (done.isSuccess()) {
                                        context.links().accept(done.getNow());
                                    }
                                })));
            }
        };
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

    private static final class UpgradeWhenActive extends ChannelInboundHandlerAdapter {

        private final Consumer<Channel> upgrade;

        UpgradeWhenActive(Consumer<Channel> upgrade) {
            this.upgrade = upgrade;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel channel = ctx.channel();
            ctx.pipeline().remove(this);
            upgrade.accept(channel);
        }
    }
}
