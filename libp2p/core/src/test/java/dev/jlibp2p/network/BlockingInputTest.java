package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.testsupport.PullChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reader of these tests is the test itself, so it only reads what is there. */
class BlockingInputTest {

    private final PullChannel channel = new PullChannel();

    private final BlockingInput input = new BlockingInput(duplex(), () -> {}, () -> {}, cause -> {});

    private final InputStream stream = input.stream();

    @AfterEach
    void release() {
        input.close();
        channel.finishAndReleaseAll();
    }

    @Test
    void tinyMessagesDoNotPileUpHoweverFewBytesTheyHave() throws IOException {
        channel.pipeline().addLast(input);
        for (int i = 0; i < 100; i++) {
            channel.arrive(Unpooled.wrappedBuffer(new byte[]{(byte) i}));
        }
        channel.deliver();
        assertThat(stream.available()).isEqualTo(BlockingInput.MESSAGES_AHEAD);
        assertThat(channel.undelivered()).isEqualTo(100 - BlockingInput.MESSAGES_AHEAD);

        for (int i = 0; i < 100; i++) {
            assertThat(stream.read()).isEqualTo(i);
            channel.runPendingTasks();
            channel.deliver();
        }
    }

    @Test
    void bytesAheadOfTheReaderAreBounded() throws IOException {
        channel.pipeline().addLast(input);
        for (int i = 0; i < 10; i++) {
            channel.arrive(Unpooled.wrappedBuffer(new byte[BlockingInput.READ_AHEAD / 2]));
        }
        channel.deliver();

        assertThat(stream.available()).isEqualTo(BlockingInput.READ_AHEAD);
    }

    @Test
    void aByteThatWaitsDoesNotHoldTheBufferItCameIn() throws IOException {
        channel.pipeline().addLast(input);
        ByteBuf large = channel.alloc().buffer(60_000).writeZero(60_000);
        channel.arrive(large.readRetainedSlice(1));
        channel.deliver();

        assertThat(large.refCnt()).isEqualTo(1);
        assertThat(stream.read()).isZero();
        large.release();
    }

    @Test
    void whatIsDroppedUnreadIsNotTakenForTheEnd() {
        channel.pipeline().addLast(input);
        channel.arrive(Unpooled.wrappedBuffer(new byte[]{1, 2, 3}));
        channel.deliver();
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        input.abort(() -> new IOException("cut"));

        assertThatThrownBy(stream::read).isInstanceOf(IOException.class).hasMessage("cut");
    }

    @Test
    void everyReadAfterAFailureHasAnExceptionOfItsOwn() {
        channel.pipeline().addLast(input);
        IOException cause = new IOException("lost");
        channel.pipeline().fireExceptionCaught(cause);

        assertThatThrownBy(stream::read).isNotSameAs(cause).hasMessage("lost").hasCause(cause);
    }

    private DuplexChannel duplex() {
        return (DuplexChannel) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[]{DuplexChannel.class},
                (proxy, method, arguments) -> method.invoke(channel, arguments));
    }
}
