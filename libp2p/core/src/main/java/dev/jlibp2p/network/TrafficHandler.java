package dev.jlibp2p.network;

import dev.jlibp2p.resource.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts the bytes that pass, in datagrams too; one for all channels of a transport or a protocol. */
@Sharable
final class TrafficHandler extends ChannelDuplexHandler {

    private final Traffic.Count count;

    TrafficHandler(Traffic.Count count) {
        this.count = count;
    }

    /** Not by looking the annotation up for every channel. */
    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        count.received(size(message));
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        count.sent(size(message));
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
