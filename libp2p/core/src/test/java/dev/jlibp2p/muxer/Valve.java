package dev.jlibp2p.muxer;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds back what is written, and makes the channel unwritable meanwhile. */
public final class Valve extends ChannelOutboundHandlerAdapter {
    private final ArrayDeque<Object> held = new ArrayDeque<>();
    private boolean blocked;
    private @Nullable ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (blocked) {
            held.add(message);
            promise.trySuccess();
        } else {
            ctx.write(message, promise);
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        held.forEach(ReferenceCountUtil::release);
        held.clear();
        ctx.close(promise);
    }

    public void block(boolean block) {
        ChannelHandlerContext ctx = Objects.requireNonNull(context);
        blocked = block;
        if (!block) {
            held.forEach(ctx::write);
            held.clear();
            ctx.flush();
        }
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        if (buffer != null) {
            buffer.setUserDefinedWritability(1, !block);
        }
    }
}
