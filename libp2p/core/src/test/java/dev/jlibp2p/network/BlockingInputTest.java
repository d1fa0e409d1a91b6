package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.testsupport.PullChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reader of these tests is the test itself, so it only reads what is there. */
class BlockingInputTest {

    private final PullChannel channel = new PullChannel();

    private final Charged memory = new Charged();

    private final BlockingInput input = new BlockingInput(duplex(), memory, new Events());

    private @Nullable IOException full;

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

    @Test
    void whatIsReadAheadIsChargedUntilItIsReadToItsEnd() throws IOException {
        channel.pipeline().addLast(input);
        channel.arrive(Unpooled.wrappedBuffer(new byte[10]));
        channel.arrive(Unpooled.wrappedBuffer(new byte[5]));
        channel.deliver();
        assertThat(memory.bytes).isEqualTo(15);

        assertThat(stream.readNBytes(9)).hasSize(9);
        assertThat(memory.bytes).isEqualTo(15);
        assertThat(stream.read()).isZero();
        assertThat(memory.bytes).isEqualTo(5);
        input.close();
        assertThat(memory.bytes).isZero();
    }

    @Test
    void aMessageThereIsNoMemoryForEndsTheStreamAndIsNotCharged() {
        memory.limit = 12;
        channel.pipeline().addLast(input);
        channel.arrive(Unpooled.wrappedBuffer(new byte[10]));
        ByteBuf second = Unpooled.wrappedBuffer(new byte[5]);
        channel.arrive(second);
        channel.deliver();

        assertThat(full).hasMessageContaining("libp2p.limits.system.memory");
        assertThat(memory.bytes).isEqualTo(10);
        assertThat(second.refCnt()).isZero();
    }

    private final class Events implements BlockingInput.Owner {

        @Override
        public void beforeWaiting() {}

        @Override
        public void interrupted() {}

        @Override
        public void failed(Supplier<? extends IOException> cause) {}

        @Override
        public void full(IOException cause) {
            full = cause;
        }
    }

    private static final class Charged implements ReadAhead {

        private int limit = Integer.MAX_VALUE;

        private int bytes;

        @Override
        public void charge(int more) throws ResourceLimitException {
            if (more > limit - bytes) {
                Limits none = new Limits(0, 0, 0, 0, 0);
                new ResourceManager(none, none, none).system().reserveMemory(more);
            }
            bytes += more;
        }

        @Override
        public void release(int fewer) {
            bytes -= fewer;
        }
    }
}
