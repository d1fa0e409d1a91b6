package dev.jlibp2p.network;

import dev.jlibp2p.resource.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/** Counts the bytes that pass, in datagrams too, for all channels of a transport, or for a protocol and a peer. */
@Sharable
final class TrafficHandler extends ChannelDuplexHandler {

    private final Traffic.Count count;

    private final Traffic.@Nullable Count peer;

    /** @param peer counts the same bytes, if there is one */
    TrafficHandler(Traffic.Count count, Traffic.@Nullable Count peer) {
        this.count = count;
        this.peer = peer;
    }

    /** Not by looking the annotation up for every channel. */
    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        int size = size(message);
        count.received(size);
        if (peer != null) {
            peer.received(size);
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        int size = size(message);
        count.sent(size);
        if (peer != null) {
            peer.sent(size);
        }
        context.write(message, promise);
    }

    private static int size(Object message) {
        return switch (message) {
            case ByteBuf bytes -> bytes.readableBytes();
            case ByteBufHolder holder -> holder.content().readableBytes();
            default -> 0;
        };
    }
}
