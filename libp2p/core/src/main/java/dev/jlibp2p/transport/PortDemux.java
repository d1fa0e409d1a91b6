package dev.jlibp2p.transport;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.Route;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the first bytes of an accepted connection and gives it, with these bytes, to the transport they belong to. It is
 * admitted before that, as TCP, which is all that is known of it. A peer that begins like none of them, or takes too long, is
 * cut off. Later handlers learn that the channel is active when one of them is chosen.
 */
final class PortDemux extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(PortDemux.class);

    private final Map<FirstBytes, ? extends ChannelHandler> transports;

    private final Upgrader upgrader;

    private final Duration timeout;

    private @Nullable ScheduledFuture<?> deadline;

    /** Takes children by how their peers begin, who admits these, and how long one of them may take to show it. */
    PortDemux(Map<FirstBytes, ? extends ChannelHandler> transports, Upgrader upgrader, Duration timeout) {
        this.transports = Map.copyOf(transports);
        this.upgrader = upgrader;
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        try {
            upgrader.admit(ctx.channel(), route(ctx.channel()));
        } catch (IOException | RuntimeException e) {
            // A socket that was closed as soon as it was open may not tell its addresses.
            log.debug("closing {}: {}", ctx.channel(), e.toString());
            ctx.close();
            return;
        }
        deadline = ctx.executor()
                .schedule(() -> refuse(ctx, "nothing that tells"), timeout.toNanos(),
                        TimeUnit.NANOSECONDS);
        ctx.read();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        List<FirstBytes> possible = new ArrayList<>();
        for (Entry<FirstBytes, ? extends ChannelHandler> each : transports.entrySet()) {
            switch (each.getKey().match(in)) {
                case YES -> {
                    hand(ctx, each.getValue());
                    return;
                }
                case SO_FAR -> possible.add(each.getKey());
                case NO -> {
                    // One of the others, or nobody's.
                }
            }
        }
        if (possible.isEmpty()) {
            in.skipBytes(in.readableBytes());
            refuse(ctx, "what none of them understands");
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        // Who ends before it has told what it wants gets nothing.
        in.skipBytes(in.readableBytes());
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    private static Route route(Channel accepted) {
        return new Route("tcp", Role.RESPONDER, address(accepted.localAddress()), address(accepted.remoteAddress()),
                false);
    }

    private static Multiaddr address(SocketAddress end) {
        return Multiaddr.of((InetSocketAddress) end, Protocol.TCP);
    }

    private void hand(ChannelHandlerContext ctx, ChannelHandler transport) {
        ctx.pipeline().addLast(transport);
        ctx.fireChannelActive();
        ctx.pipeline().remove(this);
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        log.debug("closing {}: the peer sent {} ({} share the port)", ctx.channel(), reason, transports.keySet());
        ctx.close();
    }
}
