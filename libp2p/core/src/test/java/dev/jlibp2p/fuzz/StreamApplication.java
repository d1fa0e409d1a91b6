package dev.jlibp2p.fuzz;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;

/** What an application does with a stream: reads or not, answers or not, and takes errors as they come. */
@ChannelHandler.Sharable
final class StreamApplication extends ChannelInboundHandlerAdapter {
    private final boolean reads;
    private final boolean answers;

    StreamApplication(boolean reads, boolean answers) {
        this.reads = reads;
        this.answers = answers;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(reads);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (answers) {
            context.writeAndFlush(message);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (answers) {
            ((DuplexChannel) context.channel()).shutdownOutput();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
