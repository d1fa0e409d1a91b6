package dev.jlibp2p.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.testsupport.PullChannel;
import dev.jlibp2p.testsupport.Recorder;
import dev.jlibp2p.testsupport.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SecurityUpgrade} does, whatever it is made of. */
public abstract class SecurityContract {
    protected static final ProtocolId YAMUX = ProtocolId.of("/yamux/1.0.0");
    protected static final ProtocolId MPLEX = ProtocolId.of("/mplex/6.7.0");

    protected final PullChannel dialling = new PullChannel();
    protected final PullChannel listening = new PullChannel();
    protected final Identity dialler = Identity.generate(KeyType.ED25519, new SecureRandom());
    protected final Identity listener = Identity.generate(KeyType.ED25519, new SecureRandom());

    /** An upgrade that proves {@code identity}. */
    protected abstract SecurityUpgrade upgrade(Identity identity);

    /** Whether bytes are protected at all. */
    protected boolean encrypts() {
        return true;
    }

    @AfterEach
    void release() {
        dialling.finishAndReleaseAll();
        listening.finishAndReleaseAll();
    }

    @ParameterizedTest
    @EnumSource(KeyType.class)
    void provesBothEndsToEachOther(KeyType type) {
        Identity other = Identity.generate(type, new SecureRandom());
        Future<SecuredChannel> dialled = dial(other.peerId());
        Future<SecuredChannel> accepted = upgrade(other).secure(listening, context(Role.RESPONDER, dialler.peerId()));
        new Wire(dialling, listening).run();

        assertThat(dialled.getNow().peer()).isEqualTo(other.peerId());
        assertThat(dialled.getNow().publicKey()).isEqualTo(other.publicKey());
        assertThat(accepted.getNow().peer()).isEqualTo(dialler.peerId());
    }

    @Test
    void refusesAnotherPeerThanTheExpected() {
        PeerId expected = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
        Future<SecuredChannel> dialled = dial(expected);
        accept(null);
        new Wire(dialling, listening).run();

        assertThat(dialled.cause()).isInstanceOfSatisfying(PeerIdMismatchException.class, e -> {
            assertThat(e.expected()).isEqualTo(expected);
            assertThat(e.actual()).isEqualTo(listener.peerId());
        });
    }

    @Test
    void theResponderChecksTheExpectedPeerToo() {
        dial(null).addListener(done -> dialling.pipeline().addLast(Recorder.passive()));
        Future<SecuredChannel> accepted = accept(listener.peerId());
        new Wire(dialling, listening).run();

        assertThat(accepted.cause()).isInstanceOf(PeerIdMismatchException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000, Integer.MAX_VALUE})
    void carriesBytesBothWaysHoweverTheyAreSplit(int chunk) {
        secured(chunk);
        Recorder dialSide = read(dialling);
        Recorder listenSide = read(listening);
        dialling.writeAndFlush(text("to the listener"));
        listening.writeAndFlush(text("to the dialler"));
        new Wire(dialling, listening, chunk).run();

        assertThat(listenSide.bytes()).asString().isEqualTo("to the listener");
        assertThat(dialSide.bytes()).asString().isEqualTo("to the dialler");
    }

    @Test
    void carriesMoreThanOneRecordInOrder() {
        secured(Integer.MAX_VALUE);
        Recorder recorder = read(listening);
        byte[] large = new byte[300_000];
        new SecureRandom().nextBytes(large);
        dialling.write(Unpooled.wrappedBuffer(large, 0, 100));
        dialling.write(Unpooled.wrappedBuffer(large, 100, 199_900));
        dialling.writeAndFlush(Unpooled.wrappedBuffer(large, 200_000, 100_000));
        new Wire(dialling, listening, 5000).run();

        assertThat(recorder.bytes()).isEqualTo(large);
    }

    @Test
    void deliversNothingBeforeALaterHandlerReads() {
        secured(Integer.MAX_VALUE);
        Recorder recorder = Recorder.passive();
        dialling.writeAndFlush(text("early"));
        listening.pipeline().addLast(recorder);
        new Wire(dialling, listening).run();
        assertThat(recorder.messages()).isZero();

        listening.read();
        new Wire(dialling, listening).run();
        assertThat(recorder.bytes()).asString().isEqualTo("early");
    }

    @Test
    void losesNothingThatCameBehindTheHandshake() {
        Future<SecuredChannel> dialled = dial(null);
        dialled.addListener(done -> dialling.writeAndFlush(text("right behind")));
        Future<SecuredChannel> accepted = accept(null);
        new Wire(dialling, listening).run();
        assertThat(accepted.isSuccess()).isTrue();
        listening.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        Recorder recorder = read(listening);
        new Wire(dialling, listening).run();

        assertThat(recorder.bytes()).asString().isEqualTo("right behind");
        assertThat(recorder.events()).containsExactly(ChannelInputShutdownEvent.INSTANCE);
    }

    @Test
    void readsNoMoreThanIsAskedFor() {
        secured(Integer.MAX_VALUE);
        Recorder recorder = Recorder.passive();
        listening.pipeline().addLast(recorder);
        for (int i = 0; i < 5; i++) {
            dialling.writeAndFlush(text("record"));
            new Wire(dialling, listening).run();
        }
        listening.read();
        new Wire(dialling, listening).run();

        assertThat(recorder.messages()).isEqualTo(1);
        assertThat(listening.undelivered()).isEqualTo(4);
    }

    @Test
    void completesTheWritesInOrderAndOnlyWhenFlushed() {
        secured(Integer.MAX_VALUE);
        List<Integer> completed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int number = i;
            ChannelFuture written = dialling.write(text("write " + i));
            written.addListener(done -> completed.add(number));
        }
        assertThat(completed).isEmpty();
        dialling.flush();

        assertThat(completed).containsExactly(0, 1, 2);
        new Wire(dialling, listening).run();
    }

    @Test
    void failsUnflushedWritesOnClose() {
        secured(Integer.MAX_VALUE);
        ByteBuf unsent = text("unsent");
        ChannelFuture written = dialling.write(unsent);
        dialling.close();

        assertThat(written.cause()).isInstanceOf(IOException.class);
        assertThat(unsent.refCnt()).isZero();
    }

    @Test
    void failsWhenThePeerHangsUp() {
        Future<SecuredChannel> dialled = dial(null);
        dialling.close();
        Future<SecuredChannel> accepted = accept(null);
        listening.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(dialled.cause()).isInstanceOf(IOException.class);
        assertThat(accepted.cause()).isInstanceOf(IOException.class);
    }

    /** BoringSSL, in Netty's hands, tells the peer of it at once and us with the next bytes. */
    @Test
    void deliversNothingFromATamperedByteOnAndEndsTheChannel() {
        assumeThat(encrypts()).as("skipped: what does not encrypt notices no tampering").isTrue();
        secured(Integer.MAX_VALUE);
        Recorder recorder = read(listening);
        dialling.writeAndFlush(text("genuine"));
        ByteBuf sent = dialling.readOutbound();
        sent.setByte(sent.writerIndex() - 1, sent.getByte(sent.writerIndex() - 1) ^ 1);
        listening.arrive(sent);
        dialling.writeAndFlush(text("genuine too"));
        listening.arrive(dialling.readOutbound());
        listening.deliver();
        listening.runPendingTasks();

        assertThat(recorder.messages()).isZero();
        assertThat(recorder.failures()).singleElement().isInstanceOf(IOException.class);
        assertThat(listening.isOpen()).isFalse();
    }

    /** Runs a whole handshake. */
    protected final void secured(int chunk) {
        Future<SecuredChannel> dialled = dial(listener.peerId());
        Future<SecuredChannel> accepted = accept(dialler.peerId());
        new Wire(dialling, listening, chunk).run();

        assertThat(dialled.cause()).isNull();
        assertThat(accepted.cause()).isNull();
        assertThat(dialled.getNow().peer()).isEqualTo(listener.peerId());
        assertThat(accepted.getNow().peer()).isEqualTo(dialler.peerId());
        assertThat(dialled.getNow().publicKey()).isEqualTo(listener.publicKey());
    }

    protected final Future<SecuredChannel> dial(@Nullable PeerId expected) {
        return upgrade(dialler).secure(dialling, context(Role.INITIATOR, expected));
    }

    protected final Future<SecuredChannel> accept(@Nullable PeerId expected) {
        return upgrade(listener).secure(listening, context(Role.RESPONDER, expected));
    }

    protected final SecurityContext context(Role role, @Nullable PeerId expected) {
        return new SecurityContext(role, expected, List.of(YAMUX), new byte[0]);
    }

    protected final Recorder read(PullChannel channel) {
        Recorder recorder = Recorder.reading();
        channel.pipeline().addLast(recorder);
        return recorder;
    }

    protected static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }
}
