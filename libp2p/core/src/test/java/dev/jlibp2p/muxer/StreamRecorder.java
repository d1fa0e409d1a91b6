package dev.jlibp2p.muxer;

import dev.jlibp2p.connection.StreamResetException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes down what happens on one stream. */
public class StreamRecorder extends ChannelInboundHandlerAdapter {
    private final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final boolean autoRead;
    private int messages;
    private @Nullable DuplexChannel channel;

    public StreamRecorder(boolean autoRead) {
        this.autoRead = autoRead;
    }

    public final DuplexChannel channel() {
        return Objects.requireNonNull(channel);
    }

    /** In order; a run of reads shows once. */
    public final List<String> events() {
        return events;
    }

    public final byte[] bytes() {
        return bytes.toByteArray();
    }

    public final int messages() {
        return messages;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = (DuplexChannel) ctx.channel();
        ctx.channel().config().setAutoRead(autoRead);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        note("active");
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        note("inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
        ByteBuf buffer = (ByteBuf) message;
        messages++;
        note("read");
        buffer.readBytes(bytes, buffer.readableBytes());
        buffer.release();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        note("writable " + ctx.channel().isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            note("fin received");
        } else if (event instanceof ChannelOutputShutdownEvent) {
            note("fin sent");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof StreamResetException reset) {
            note((reset.byPeer() ? "reset by peer " : "reset ") + reset.code());
        } else {
            note(String.valueOf(cause.getMessage()));
        }
    }

    private void note(String event) {
        if (!event.equals("read") || events.isEmpty() || !events.getLast().equals(event)) {
            events.add(event);
        }
    }
}
