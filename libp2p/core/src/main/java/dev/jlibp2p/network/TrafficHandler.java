package dev.jlibp2p.network;

import dev.jlibp2p.resource.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts the bytes that pass; one for all channels of a transport or a protocol. */
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
        if (message instanceof ByteBuf bytes) {
            count.received(bytes.readableBytes());
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes) {
            count.sent(bytes.readableBytes());
        }
        context.write(message, promise);
    }
}
