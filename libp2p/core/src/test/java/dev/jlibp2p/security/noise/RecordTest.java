package dev.jlibp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.AeadKey;
import dev.jlibp2p.testsupport.PullChannel;
import dev.jlibp2p.testsupport.Recorder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records after the handshake, and threat H6 and demand X-30: how an attacked connection ends. */
class RecordTest {
    private static final byte[] KEY = new byte[Aead.KEY_LENGTH];

    private final PullChannel sending = new PullChannel();
    private final PullChannel receiving = new PullChannel();
    private final Recorder recorder = Recorder.reading();

    @AfterEach
    void release() {
        sending.finishAndReleaseAll();
        receiving.finishAndReleaseAll();
    }

    static Stream<Aead> backEnds() {
        return Stream.of(Aead.jdk(), Aead.conscrypt(), Aead.bouncyCastle());
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void decryptsHoweverTheBytesAreSplit(Aead aead) {
        start(aead, 0);
        sending.writeAndFlush(text("first"));
        sending.writeAndFlush(text("second one"));
        byte[] wire = concatenated(records());
        for (int cut = 0; cut <= wire.length; cut++) {
            PullChannel channel = new PullChannel();
            Recorder end = Recorder.reading();
            channel.pipeline().addLast(new RecordDecryptor(aead, aead.key(KEY), null), end);
            channel.arrive(Unpooled.copiedBuffer(wire, 0, cut));
            channel.arrive(Unpooled.copiedBuffer(wire, cut, wire.length - cut));
            channel.deliver();

            assertThat(end.bytes()).asString().isEqualTo("firstsecond one");
            channel.finishAndReleaseAll();
        }
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void anAutoReaderThatComesLateIsGivenTheSurplusAndTheChannelIsReadOn(Aead aead) {
        start(aead, 0);
        sending.writeAndFlush(text("surplus"));
        byte[] surplus = concatenated(records());
        sending.writeAndFlush(text(" and later"));
        PullChannel channel = new PullChannel();
        Recorder end = Recorder.passive();
        channel.pipeline().addLast(new RecordDecryptor(aead, aead.key(KEY), Unpooled.wrappedBuffer(surplus)), end);
        channel.arrive(Unpooled.wrappedBuffer(concatenated(records())));

        channel.config().setAutoRead(true);
        channel.deliver();

        assertThat(end.bytes()).asString().isEqualTo("surplus and later");
        channel.finishAndReleaseAll();
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void aLargeRecordArrivesInSmallPieces(Aead aead) {
        start(aead, 0);
        byte[] content = random(RecordEncryptor.MAX_PLAINTEXT);
        sending.writeAndFlush(Unpooled.wrappedBuffer(content));
        byte[] wire = concatenated(records());
        for (int at = 0; at < wire.length; at += 1460) {
            receiving.arrive(Unpooled.copiedBuffer(wire, at, Math.min(1460, wire.length - at)));
        }
        receiving.deliver();

        assertThat(recorder.messages()).isEqualTo(1);
        assertThat(recorder.bytes()).isEqualTo(content);
    }

    @Test
    void smallWritesShareARecord() {
        start(Aead.jdk(), 0);
        for (int i = 0; i < 100; i++) {
            sending.write(text("0123456789"));
        }
        assertThat(records()).isEmpty();
        sending.flush();

        assertThat(records()).singleElement().extracting(record -> record.length).isEqualTo(2 + 1000 + 16);
    }

    @Test
    void aFullMuxerFrameIsExactlyOneRecord() {
        start(Aead.jdk(), 0);
        CompositeByteBuf frame = Unpooled.compositeBuffer();
        frame.addComponent(true, Unpooled.wrappedBuffer(new byte[12]));
        frame.addComponent(true, Unpooled.wrappedBuffer(new byte[RecordEncryptor.MAX_PLAINTEXT - 12]));
        sending.writeAndFlush(frame);

        assertThat(records()).singleElement().extracting(record -> record.length).isEqualTo(2 + 65_535);
    }

    @Test
    void aByteMoreThanARecordMakesTwo() {
        start(Aead.jdk(), 0);
        sending.writeAndFlush(Unpooled.wrappedBuffer(new byte[RecordEncryptor.MAX_PLAINTEXT + 1]));

        assertThat(records()).extracting(record -> record.length).containsExactly(2 + 65_535, 2 + 1 + 16);
    }

    @Test
    void noMoreThanARecordWaitsOutsideTheChannelsQueue() {
        start(Aead.jdk(), 0);
        for (int i = 0; i < 20; i++) {
            sending.write(Unpooled.wrappedBuffer(new byte[10_000]));
        }

        assertThat(200_000 - sending.unsafe().outboundBuffer().totalPendingWriteBytes())
                .isLessThan(RecordEncryptor.MAX_PLAINTEXT);
        sending.flush();
        records();
    }

    @Test
    void aWriteCompletesWithTheRecordOfItsLastByte() {
        start(Aead.jdk(), 0);
        List<String> completed = new ArrayList<>();
        complete(sending.write(text("small")), "small", completed);
        complete(sending.write(Unpooled.wrappedBuffer(new byte[100_000])), "large", completed);
        complete(sending.write(Unpooled.EMPTY_BUFFER), "empty", completed);
        assertThat(completed).isEmpty();
        sending.flush();

        assertThat(completed).containsExactly("small", "large", "empty");
        records();
    }

    @Test
    void anEmptyWriteSendsNoRecord() {
        start(Aead.jdk(), 0);
        ChannelFuture written = sending.writeAndFlush(Unpooled.EMPTY_BUFFER);

        assertThat(written.isSuccess()).isTrue();
        assertThat(concatenated(records())).isEmpty();
    }

    @Test
    void aWriteAfterTheEndFails() {
        start(Aead.jdk(), 0);
        sending.close();
        ByteBuf late = text("late");
        ChannelFuture written = sending.writeAndFlush(late);

        assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(late.refCnt()).isZero();
    }

    @Test
    void aCipherThatBreaksEndsTheChannelAndKeepsNoBuffer() {
        sending.pipeline().addLast(new RecordEncryptor(Aead.jdk(), new BrokenKey()));
        ByteBuf content = text("content");
        ChannelFuture written = sending.writeAndFlush(content);

        assertThat(written.cause()).isInstanceOf(NoiseException.class);
        assertThat(content.refCnt()).isZero();
        assertThat(sending.isOpen()).isFalse();
    }

    @Test
    void aReplayedRecordEndsTheChannel() {
        start(Aead.jdk(), 0);
        sending.writeAndFlush(text("once"));
        byte[] record = concatenated(records());
        arrive(record);
        arrive(record);

        assertThat(recorder.bytes()).asString().isEqualTo("once");
        assertEnded("authentication");
    }

    @Test
    void reorderedRecordsEndTheChannel() {
        start(Aead.jdk(), 0);
        sending.writeAndFlush(text("first"));
        sending.writeAndFlush(text("second"));
        List<byte[]> records = records();
        arrive(records.get(1));
        arrive(records.get(0));

        assertThat(recorder.messages()).isZero();
        assertEnded("authentication");
    }

    @Test
    void theFirstFailureEndsTheSessionAndLeavesTheNonce() {
        start(Aead.jdk(), 0);
        sending.writeAndFlush(text("genuine"));
        byte[] genuine = concatenated(records());
        byte[] forged = genuine.clone();
        forged[5] ^= 1;
        arrive(forged);
        arrive(genuine);

        assertThat(recorder.messages()).isZero();
        assertEnded("noise record 0 ");
    }

    @Test
    void everyFlippedByteOfARecordEndsTheChannelWithoutABit() {
        start(Aead.jdk(), 0);
        sending.writeAndFlush(text("some content"));
        byte[] genuine = concatenated(records());
        for (int i = 0; i < genuine.length; i++) {
            byte[] forged = genuine.clone();
            forged[i] ^= 1;
            PullChannel channel = new PullChannel();
            Recorder end = Recorder.reading();
            channel.pipeline().addLast(new RecordDecryptor(Aead.jdk(), key(), null), end);
            channel.arrive(Unpooled.wrappedBuffer(forged));
            channel.arrive(Unpooled.wrappedBuffer(new byte[300]));
            channel.deliver();

            assertThat(end.messages()).isZero();
            assertThat(end.failures()).singleElement().isInstanceOf(IOException.class);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void aRecordShorterThanItsTagEndsTheChannel() {
        for (int length = 0; length < 16; length++) {
            PullChannel channel = new PullChannel();
            Recorder end = Recorder.reading();
            channel.pipeline().addLast(new RecordDecryptor(Aead.jdk(), key(), null), end);
            channel.arrive(Unpooled.buffer().writeShort(length));
            channel.deliver();

            assertThat(end.failures()).singleElement().isInstanceOf(NoiseException.class);
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void emptyRecordsAreTakenUpToTheBoundAndNoFurther() {
        start(Aead.jdk(), 0);
        AeadKey key = key();
        for (int i = 0; i < RecordDecryptor.MAX_EMPTY_RECORDS; i++) {
            arrive(emptyRecord(key, i));
        }
        assertThat(receiving.isOpen()).isTrue();
        arrive(emptyRecord(key, RecordDecryptor.MAX_EMPTY_RECORDS));

        assertEnded("empty");
    }

    @Test
    void theSenderNeverUsesTheLastNonce() {
        start(Aead.jdk(), -2);
        ChannelFuture last = sending.writeAndFlush(text("the last"));
        byte[] record = concatenated(records());
        arrive(record);
        ChannelFuture none = sending.writeAndFlush(text("one too many"));

        assertThat(last.isSuccess()).isTrue();
        assertThat(recorder.bytes()).asString().isEqualTo("the last");
        assertThat(none.cause()).isInstanceOf(NoiseException.class);
        assertThat(sending.isOpen()).isFalse();
        assertThat(records()).isEmpty();
    }

    @Test
    void theReceiverNeverTakesTheLastNonce() {
        start(Aead.jdk(), -1);
        arrive(emptyRecord(key(), -1));

        assertEnded("used up");
    }

    @Test
    void anAnnouncedRecordCostsNoMoreThanTwiceWhatArrived() {
        start(Aead.jdk(), 0);
        RecordDecryptor decryptor = receiving.pipeline().get(RecordDecryptor.class);
        receiving.arrive(Unpooled.buffer().writeShort(65_535).writeBytes(new byte[10]));
        receiving.deliver();

        assertThat(decryptor.heldCapacity()).isBetween(10, 1024);
    }

    private void start(Aead aead, long firstNonce) {
        sending.pipeline().addLast(new RecordEncryptor(aead, aead.key(KEY), firstNonce));
        receiving.pipeline().addLast(new RecordDecryptor(aead, aead.key(KEY), null, firstNonce), recorder);
    }

    private void arrive(byte[] record) {
        receiving.arrive(Unpooled.wrappedBuffer(record.clone()));
        receiving.deliver();
        receiving.runPendingTasks();
    }

    private void assertEnded(String reason) {
        assertThat(recorder.failures()).singleElement()
                .isInstanceOf(NoiseException.class)
                .asString()
                .contains(reason);
        assertThat(receiving.isOpen()).isFalse();
    }

    private List<byte[]> records() {
        List<byte[]> records = new ArrayList<>();
        for (ByteBuf next = sending.readOutbound(); next != null; next = sending.readOutbound()) {
            byte[] bytes = new byte[next.readableBytes()];
            next.readBytes(bytes);
            next.release();
            records.add(bytes);
        }
        return records;
    }

    private static byte[] concatenated(List<byte[]> records) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        records.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] emptyRecord(AeadKey key, long nonce) {
        byte[] tag = key.seal(nonce, new byte[0], new byte[0]);
        byte[] record = new byte[2 + tag.length];
        record[1] = (byte) tag.length;
        System.arraycopy(tag, 0, record, 2, tag.length);
        return record;
    }

    private static AeadKey key() {
        return Aead.jdk().key(KEY);
    }

    private static void complete(ChannelFuture written, String name, List<String> completed) {
        written.addListener(done -> completed.add(name));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    /** A back end that fails for reasons of its own. */
    private static final class BrokenKey implements AeadKey {
        @Override
        public byte[] seal(long nonce, byte[] associatedData, byte[] plaintext) {
            throw new IllegalStateException("broken");
        }

        @Override
        public byte[] open(long nonce, byte[] associatedData, byte[] ciphertext) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void seal(long nonce, ByteBuf buffer, int index, int length) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void open(long nonce, ByteBuf buffer, int index, int length) {
            throw new IllegalStateException("broken");
        }
    }
}
