package dev.jlibp2p.muxer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every muxer must do, on two sessions joined by {@link ChannelPair}. Left has dialled. */
public abstract class MuxerContract {
    protected static final int MIB = 1 << 20;

    protected final List<StreamRecorder> accepted = new ArrayList<>();
    protected ChannelPair pair;
    protected MuxerSession left;
    protected MuxerSession right;
    protected ResourceScope leftScope;
    protected ResourceScope rightScope;
    /** What handles streams opened by left; a recorder that reads by default. */
    protected Function<DuplexChannel, ChannelHandler> onRight = stream -> new StreamRecorder(true);

    /** A session on {@code connection}, which is one end of the pair. */
    protected abstract MuxerSession start(Channel connection, Role role, ResourceScope scope);

    /** What the sessions run over. */
    protected ChannelPair newPair() {
        return new ChannelPair();
    }

    /** Whether the peer learns of a stream only by the first that is sent on it. */
    protected boolean opensInSilence() {
        return false;
    }

    /** Whether the reason of a reset reaches the peer. */
    protected boolean carriesResetCodes() {
        return true;
    }

    /** What each of a hundred streams sends, in a few seconds together. */
    protected int bulk() {
        return MIB;
    }

    /** Whether a stream that nobody reads does not notice that the peer has reset it. */
    protected boolean seesResetsOnlyByReading() {
        return false;
    }

    /** Whether what a stream writes waits in it while the connection is congested; else in the connection's own buffers. */
    protected boolean congestsWithItsConnection() {
        return true;
    }

    /** Whether the end of one end of the pair is seen at the other. */
    protected boolean seesABrokenConnection() {
        return true;
    }

    @BeforeEach
    void connect() throws IOException {
        leftScope = ResourceManager.withDefaults().openConnection(false);
        rightScope = ResourceManager.withDefaults().openConnection(true);
        pair = newPair();
        left = start(pair.left(), Role.INITIATOR, leftScope);
        right = start(pair.right(), Role.RESPONDER, rightScope);
        left.accept(stream -> stream.pipeline().addLast(new StreamRecorder(true)));
        right.accept(this::acceptRight);
        pair.pump();
    }

    @AfterEach
    void nothingIsLeft() {
        left.close();
        right.close();
        pair.pump();
        pair.close();
        assertThat(left.streams() + right.streams()).isZero();
        assertThat(leftScope.streams() + rightScope.streams()).as("streams charged").isZero();
        assertThat(leftScope.memory() + rightScope.memory()).as("memory charged").isZero();
    }

    @Test
    void bytesArriveInOrderBothWays() {
        byte[] question = random(3 * MIB);
        byte[] answer = random(MIB);
        StreamRecorder opened = open();
        opened.channel().writeAndFlush(Unpooled.wrappedBuffer(question));
        pair.pump();
        peer().channel().writeAndFlush(Unpooled.wrappedBuffer(answer));
        pair.pump();

        assertThat(peer().bytes()).isEqualTo(question);
        assertThat(opened.bytes()).isEqualTo(answer);
    }

    @Test
    void smallWritesArriveWhole() {
        StreamRecorder opened = open();
        byte[] sent = random(20_000);
        for (int i = 0; i < sent.length; i += 100) {
            opened.channel().write(Unpooled.copiedBuffer(sent, i, 100));
        }
        opened.channel().flush();
        pair.pump();

        assertThat(peer().bytes()).isEqualTo(sent);
    }

    @Test
    void halfClosingOneSideLeavesTheOtherOpen() {
        StreamRecorder opened = open();
        opened.channel().writeAndFlush(Unpooled.copiedBuffer("question", UTF_8));
        opened.channel().shutdownOutput();
        pair.pump();
        assertThat(peer().events()).containsExactly("active", "read", "fin received");
        assertThat(opened.channel().isActive()).isTrue();

        peer().channel().writeAndFlush(Unpooled.copiedBuffer("answer", UTF_8));
        peer().channel().shutdownOutput();
        pair.pump();
        assertThat(opened.events()).containsExactly("active", "fin sent", "read", "fin received", "inactive");
        assertThat(new String(opened.bytes(), UTF_8)).isEqualTo("answer");
        assertThat(peer().events()).endsWith("fin sent", "inactive");
        assertThat(left.streams() + right.streams()).isZero();
    }

    @Test
    void whatIsQueuedLeavesBeforeOurFin() {
        StreamRecorder opened = open();
        byte[] sent = random(2 * MIB);
        ChannelFuture written = opened.channel().write(Unpooled.wrappedBuffer(sent));
        ChannelFuture shut = opened.channel().shutdownOutput();
        ChannelFuture tooLate = opened.channel().writeAndFlush(Unpooled.copiedBuffer(new byte[1]));
        pair.pump();

        assertThat(written.isSuccess()).isTrue();
        assertThat(shut.isSuccess()).isTrue();
        assertThat(tooLate.cause()).isInstanceOf(IOException.class);
        assertThat(peer().bytes()).isEqualTo(sent);
        assertThat(peer().events()).endsWith("fin received");
    }

    @Test
    void aHeldFinFollowsWhatItWaitsForAndHoldsUpNoByte() {
        StreamRecorder opened = open();
        Promise<Void> awaited = pair.left().eventLoop().newPromise();
        ((AbstractStreamChannel) opened.channel()).holdFin(awaited);
        opened.channel().writeAndFlush(Unpooled.copiedBuffer("question", UTF_8));
        ChannelFuture shut = opened.channel().shutdown();
        pair.pump();
        assertThat(peer().bytes()).asString(UTF_8).isEqualTo("question");
        assertThat(peer().events()).containsExactly("active", "read");
        peer().channel().writeAndFlush(Unpooled.copiedBuffer("answer", UTF_8));
        pair.pump();
        assertThat(opened.bytes()).as("needed for what is awaited").asString(UTF_8).isEqualTo("answer");
        assertThat(shut.isDone()).isFalse();

        awaited.setSuccess(null);
        pair.pump();
        assertThat(shut.isSuccess()).isTrue();
        assertThat(peer().events()).endsWith("fin received");
        assertThat(opened.events()).endsWith("fin sent", "inactive");
    }

    @Test
    void aHandlerThatDoesNotReadStillLearnsOfTheEnd() {
        onRight = stream -> new StreamRecorder(false);
        open().channel().shutdownOutput();
        pair.pump();

        assertThat(peer().events()).containsExactly("active", "fin received");
    }

    @Test
    void theEndComesAfterTheLastUnreadByte() {
        onRight = stream -> new StreamRecorder(false);
        StreamRecorder opened = open();
        opened.channel().writeAndFlush(Unpooled.copiedBuffer(random(10)));
        opened.channel().shutdownOutput();
        pair.pump();
        assertThat(peer().events()).containsExactly("active");

        peer().channel().read();
        assertThat(peer().events()).containsExactly("active", "read", "fin received");
    }

    @Test
    void withAutoReadOffEachReadDeliversOneMessage() {
        onRight = stream -> new StreamRecorder(false);
        StreamRecorder opened = open();
        for (int i = 0; i < 3; i++) {
            opened.channel().writeAndFlush(Unpooled.copiedBuffer(random(40_000)));
            pair.pump();
        }

        for (int read = 1; read <= 3; read++) {
            peer().channel().read();
            pair.pump();
            assertThat(peer().messages()).isEqualTo(read);
        }
    }

    @Test
    void readingInsideChannelReadDeliversEverything() {
        onRight = stream -> new StreamRecorder(false);
        StreamRecorder opened = openAndSeen();
        byte[] sent = random(MIB);
        peer().channel().pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                ctx.fireChannelRead(message);
                ctx.read();
            }
        });
        opened.channel().writeAndFlush(Unpooled.wrappedBuffer(sent));
        pair.pump();
        assertThat(peer().bytes()).isEmpty();

        peer().channel().read();
        pair.pump();
        assertThat(peer().bytes()).endsWith(sent);
    }

    @Test
    void aResetEndsBothSidesWithAReason() {
        StreamRecorder opened = openAndSeen();
        ChannelFuture pending = opened.channel().write(Unpooled.copiedBuffer(random(10)));
        left.reset(opened.channel(), 7);
        pair.pump();

        assertThat(opened.events()).containsExactly("active", "reset 7", "inactive");
        assertThat(pending.isSuccess()).isFalse();
        assertThat(endOf(peer())).containsExactly("reset by peer " + (carriesResetCodes() ? 7 : 0), "inactive");
        assertThat(left.streams() + right.streams()).isZero();
    }

    @Test
    void aResetDropsWhatWasNotRead() {
        onRight = stream -> new StreamRecorder(false);
        StreamRecorder opened = open();
        opened.channel().writeAndFlush(Unpooled.copiedBuffer(random(100_000)));
        pair.pump();
        left.reset(opened.channel(), 0);
        pair.pump();

        if (seesResetsOnlyByReading()) {
            peer().channel().read();
            pair.pump();
        }
        assertThat(peer().bytes().length).isLessThan(seesResetsOnlyByReading() ? 100_000 : 1);
        assertThat(endOf(peer())).containsExactly("reset by peer 0", "inactive");
    }

    @Test
    void closingAnUnfinishedStreamAbortsIt() {
        StreamRecorder opened = openAndSeen();
        opened.channel().close();
        pair.pump();

        assertThat(opened.events()).containsExactly("active", "inactive");
        assertThat(endOf(peer())).containsExactly("reset by peer 0", "inactive");
    }

    @Test
    void shuttingDownIsOrderlyAndWaitsForNobody() {
        StreamRecorder opened = open();
        byte[] sent = random(MIB);
        opened.channel().write(Unpooled.wrappedBuffer(sent));
        opened.channel().shutdown();
        pair.pump();
        assertThat(opened.events()).endsWith("fin sent", "inactive");
        assertThat(peer().bytes()).isEqualTo(sent);
        assertThat(peer().events()).endsWith("fin received");

        // What the peer still says is lost, but does not disturb it.
        peer().channel().writeAndFlush(Unpooled.copiedBuffer(random(100_000)));
        peer().channel().shutdownOutput();
        pair.pump();
        assertThat(peer().events()).endsWith("fin sent", "inactive");
        assertThat(opened.bytes()).isEmpty();
    }

    @Test
    void theHandlerIsThereBeforeTheStreamIsActive() {
        List<String> order = new ArrayList<>();
        Future<DuplexChannel> opened = left.open(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                order.add("added, active " + channel.isRegistered());
                channel.pipeline().addLast(new StreamRecorder(true));
            }
        });

        assertThat(opened.getNow().pipeline().get(StreamRecorder.class).events()).containsExactly("active");
        assertThat(order).hasSize(1);
    }

    @Test
    void streamsStartWithAutoReadOff() {
        List<Boolean> autoRead = new ArrayList<>();
        onRight = stream -> {
            autoRead.add(stream.config().isAutoRead());
            return new StreamRecorder(true);
        };
        DuplexChannel opened = left.open(new ChannelInboundHandlerAdapter()).getNow();
        opened.writeAndFlush(Unpooled.copiedBuffer(random(1)));
        pair.pump();

        assertThat(opened.config().isAutoRead()).isFalse();
        assertThat(autoRead).containsExactly(false);
    }

    @Test
    void bothSidesOpenStreams() {
        StreamRecorder fromRight = new StreamRecorder(true);
        right.open(fromRight);
        StreamRecorder fromLeft = openAndSeen();
        fromRight.channel().writeAndFlush(Unpooled.copiedBuffer(random(10)));
        pair.pump();

        assertThat(left.streams()).isEqualTo(2);
        assertThat(right.streams()).isEqualTo(2);
        assertThat(fromLeft.bytes()).isEmpty();
    }

    @Test
    void closingTheSessionEndsEveryStreamOnceOnBothSides() {
        StreamRecorder first = openAndSeen();
        StreamRecorder second = openAndSeen();
        Future<Void> closed = left.close();
        pair.pump();

        for (StreamRecorder stream : List.of(first, second, accepted.get(0), accepted.get(1))) {
            assertThat(endOf(stream)).hasSize(2).endsWith("inactive");
        }
        assertThat(closed.isSuccess()).isTrue();
        assertThat(right.closed().isSuccess()).isTrue();
        assertThat(left.closeReason()).isEqualTo("closed");
        assertThat(right.closeReason()).isEqualTo("closed by peer");
        assertThat(left.open(new StreamRecorder(true)).cause()).isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aBrokenConnectionEndsEveryStreamOnce() {
        StreamRecorder opened = openAndSeen();
        pair.left().close();
        pair.pump();

        assertThat(endOf(opened)).hasSize(2).endsWith("inactive");
        assertThat(left.closed().isSuccess()).isTrue();
        if (seesABrokenConnection()) {
            assertThat(endOf(peer())).hasSize(2).endsWith("inactive");
            assertThat(right.closeReason()).isEqualTo("closed by peer");
        }
    }

    @Test
    void nothingLeavesWhileTheConnectionIsCongested() {
        StreamRecorder opened = open();
        pair.blockLeft(true);
        pair.pump();
        ChannelFuture written = opened.channel().writeAndFlush(Unpooled.copiedBuffer(random(1000)));
        pair.pump();
        assertThat(accepted.stream().mapToInt(StreamRecorder::messages).sum()).isZero();
        assertThat(written.isDone()).isNotEqualTo(congestsWithItsConnection());
        assertThat(opened.channel().isWritable()).isNotEqualTo(congestsWithItsConnection());

        pair.blockLeft(false);
        pair.pump();
        assertThat(written.isSuccess()).isTrue();
        assertThat(opened.channel().isWritable()).isTrue();
        assertThat(peer().bytes()).hasSize(1000);
        assertThat(opened.events()).startsWith("active")
                .hasSize(congestsWithItsConnection() ? 3 : 1)
                .isSubsetOf("active", "writable false", "writable true");
    }

    @Test
    void aStalledReaderHoldsUpNobodyElse() {
        onRight = stream -> new StreamRecorder(!accepted.isEmpty());
        byte[] sent = random(bulk());
        List<ChannelFuture> written = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            StreamRecorder opened = new StreamRecorder(true);
            left.open(opened);
            written.add(opened.channel().writeAndFlush(Unpooled.wrappedBuffer(i == 0 ? random(MIB) : sent)));
            opened.channel().shutdownOutput();
        }
        pair.pump();

        assertThat(accepted.getFirst().bytes()).isEmpty();
        for (int i = 1; i < 100; i++) {
            assertThat(written.get(i).isSuccess()).isTrue();
            assertThat(accepted.get(i).bytes()).isEqualTo(sent);
            assertThat(accepted.get(i).events()).endsWith("fin received");
        }
    }

    @Test
    void anEmptyMessageIsWrittenWithoutAFrame() {
        ChannelFuture written = open().channel().writeAndFlush(Unpooled.EMPTY_BUFFER);
        pair.pump();

        assertThat(written.isSuccess()).isTrue();
        assertThat(accepted).allSatisfy(stream -> assertThat(stream.messages()).isZero());
    }

    @Test
    void onlyBuffersCanBeWritten() {
        ChannelFuture written = open().channel().writeAndFlush("text");

        assertThat(written.cause()).isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("ByteBuf");
    }

    /** Opens a stream from the left whose recorder reads; the right side has it unless streams open in silence. */
    protected final StreamRecorder open() {
        StreamRecorder recorder = new StreamRecorder(true);
        left.open(recorder);
        pair.pump();
        return recorder;
    }

    /** The same, and the right side has it. */
    private StreamRecorder openAndSeen() {
        StreamRecorder opened = open();
        if (opensInSilence()) {
            opened.channel().writeAndFlush(Unpooled.copiedBuffer(random(1)));
            pair.pump();
        }
        return opened;
    }

    /** What happened but for the bytes. */
    private static List<String> endOf(StreamRecorder stream) {
        return stream.events().stream().filter(event -> !List.of("active", "read").contains(event)).toList();
    }

    /** The right side of the stream opened last. */
    protected final StreamRecorder peer() {
        return accepted.getLast();
    }

    protected static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void acceptRight(DuplexChannel stream) {
        ChannelHandler handler = onRight.apply(stream);
        if (handler instanceof StreamRecorder recorder) {
            accepted.add(recorder);
        }
        stream.pipeline().addLast(handler);
    }
}
