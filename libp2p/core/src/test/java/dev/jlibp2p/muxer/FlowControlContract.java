package dev.jlibp2p.muxer;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import org.junit.jupiter.api.Test;

/** What a muxer with flow control must do besides. */
public abstract class FlowControlContract extends MuxerContract {
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
}
