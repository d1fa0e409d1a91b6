package dev.jlibp2p.testsupport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The end of a pipeline: keeps what arrives, and reads only when told to, or always. */
public final class Recorder extends ChannelInboundHandlerAdapter {
    private final boolean reading;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Object> events = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private int messages;

    private Recorder(boolean reading) {
        this.reading = reading;
    }

    /** One that reads for ever. */
    public static Recorder reading() {
        return new Recorder(true);
    }

    /** One that never reads by itself. */
    public static Recorder passive() {
        return new Recorder(false);
    }

    public byte[] bytes() {
        return bytes.toByteArray();
    }

    public int messages() {
        return messages;
    }

    public List<Object> events() {
        return events;
    }

    public List<Throwable> failures() {
        return failures;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (reading) {
            ctx.read();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf content = (ByteBuf) msg;
        byte[] copy = new byte[content.readableBytes()];
        content.readBytes(copy);
        content.release();
        bytes.writeBytes(copy);
        messages++;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (reading) {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        events.add(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failures.add(cause);
    }
}
