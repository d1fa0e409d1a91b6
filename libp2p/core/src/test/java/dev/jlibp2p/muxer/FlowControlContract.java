package dev.jlibp2p.muxer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a muxer with flow control must do besides. */
public abstract class FlowControlContract extends MuxerContract {
    private static final int STREAMS = 256;

    @Test
    void aSlowReaderStopsTheSender() {
        onRight = stream -> new StreamRecorder(false);
        StreamRecorder opened = open();
        byte[] sent = random(2 * MIB);
        ChannelFuture written = opened.channel().writeAndFlush(Unpooled.wrappedBuffer(sent));
        pair.pump();
        assertThat(written.isDone()).isFalse();
        assertThat(opened.channel().isWritable()).isFalse();
        assertThat(rightScope.memory()).as("held for the reader").isLessThan(MIB);

        for (int reads = 0; reads < 1000 && peer().bytes().length < sent.length; reads++) {
            peer().channel().read();
            pair.pump();
        }
        assertThat(peer().bytes()).isEqualTo(sent);
        assertThat(written.isSuccess()).isTrue();
        assertThat(opened.channel().isWritable()).isTrue();
    }

    @Test
    void asManyStreamsAsEveryPeerAllowsAnswerAtOnce() {
        onRight = stream -> new StreamRecorder(true) {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) throws IOException {
                ctx.writeAndFlush(((ByteBuf) message).retainedDuplicate());
                super.channelRead(ctx, message);
            }
        };
        byte[] sent = random(2000);
        List<StreamRecorder> opened = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            StreamRecorder stream = new StreamRecorder(true);
            left.open(stream);
            stream.channel().writeAndFlush(Unpooled.wrappedBuffer(sent));
            opened.add(stream);
        }
        pair.pump();

        assertThat(left.streams()).isEqualTo(STREAMS);
        assertThat(right.streams()).isEqualTo(STREAMS);
        assertThat(opened).allSatisfy(stream -> assertThat(stream.bytes()).isEqualTo(sent));
    }
}
