package dev.jlibp2p.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
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
 * Looks at the first bytes of an accepted connection and gives it, with these bytes, to the transport they belong to. A peer
 * that begins like none of them, or takes too long, is cut off. Later handlers learn that the channel is active when one of
 * them is chosen.
 */
final class PortDemux extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(PortDemux.class);

    private final Map<FirstBytes, ? extends ChannelHandler> transports;

    private final Duration timeout;

    private @Nullable ScheduledFuture<?> deadline;

    /** Takes children by how their peers begin, and how long one of these may take to show it. */
    PortDemux(Map<FirstBytes, ? extends ChannelHandler> transports, Duration timeout) {
        this.transports = Map.copyOf(transports);
        this.timeout = timeout;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
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
