package dev.jlibp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityContract;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.testsupport.PullChannel;
import dev.jlibp2p.testsupport.Recorder;
import dev.jlibp2p.testsupport.Wire;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What TLS does besides, whoever speaks it. */
abstract class TlsContract extends SecurityContract {
    private final TlsLibrary library;

    TlsContract(TlsLibrary library) {
        this.library = library;
    }

    @Override
    protected SecurityUpgrade upgrade(Identity identity) {
        return new TlsSecurity(identity, library, new SecureRandom(), Clock.systemUTC());
    }

    @Test
    void speaksTls13WithoutANameOrASession() {
        dial(null);
        accept(null);
        Wire wire = new Wire(dialling, listening);
        wire.run();

        for (PullChannel channel : List.of(dialling, listening)) {
            SslHandler records = channel.pipeline().get(SslHandler.class);
            assertThat(records.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        Recorder dialSide = read(dialling);
        new Wire(dialling, listening).run();
        assertThat(dialSide.messages()).isZero();
        assertThat(dialSide.events()).isEmpty();
        assertThat(ClientHello.extensions(wire.leftToRight())).contains(ClientHello.ALPN)
                .doesNotContain(ClientHello.SERVER_NAME, ClientHello.PRE_SHARED_KEY);
    }

    @Test
    void aSecondConnectionResumesNothing() {
        SecurityUpgrade dialler = upgrade(this.dialler);
        SecurityUpgrade listener = upgrade(this.listener);
        for (int i = 0; i < 2; i++) {
            PullChannel left = new PullChannel();
            PullChannel right = new PullChannel();
            Future<SecuredChannel> dialled = dialler.secure(left, context(Role.INITIATOR, null));
            Future<SecuredChannel> accepted = listener.secure(right, context(Role.RESPONDER, null));
            Wire wire = new Wire(left, right);
            wire.run();
            assertThat(dialled.getNow().peer()).isEqualTo(this.listener.peerId());
            assertThat(accepted.getNow().peer()).isEqualTo(this.dialler.peerId());
            assertThat(ClientHello.extensions(wire.leftToRight())).doesNotContain(ClientHello.PRE_SHARED_KEY);
            left.finishAndReleaseAll();
            right.finishAndReleaseAll();
        }
    }

    /** H9: the client's list settles it, as far as the server knows what stands there. */
    @Test
    void alpnSettlesTheMuxer() {
        assertThat(settle(List.of(YAMUX), List.of(YAMUX))).containsOnly(YAMUX);
        assertThat(settle(List.of(YAMUX), List.of(MPLEX, YAMUX))).containsOnly(YAMUX);
        assertThat(settle(List.of(YAMUX, MPLEX), List.of(MPLEX))).containsOnly(MPLEX);
    }

    /** H9: a mismatch is no failure here, other than in Noise: both still have {@code libp2p} in common. */
    @Test
    void theMuxerIsLeftToNegotiationUnlessBothNameIt() {
        assertThat(settle(List.of(), List.of(YAMUX))).containsOnlyNulls();
        assertThat(settle(List.of(YAMUX), List.of())).containsOnlyNulls();
        assertThat(settle(List.of(YAMUX), List.of(MPLEX))).containsOnlyNulls();
    }

    @Test
    void theServersRefusalReachesAClientThatThoughtItselfDone() {
        Recorder recorder = Recorder.passive();
        Future<SecuredChannel> dialled = dial(listener.peerId());
        dialled.addListener(done -> dialling.pipeline().addLast(recorder));
        PeerId somebodyElse = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
        Future<SecuredChannel> accepted = accept(somebodyElse);
        new Wire(dialling, listening).run();
        dialling.read();
        new Wire(dialling, listening).run();

        assertThat(accepted.cause()).isInstanceOf(HandshakeException.class);
        assertThat(dialled.isSuccess()).as("TLS 1.3 works like this").isTrue();
        assertThat(recorder.failures()).singleElement()
                .isInstanceOfSatisfying(HandshakeException.class,
                        e -> assertThat(e).hasMessageContaining("refused this node's certificate with TLS alert"));
        assertThat(dialling.isOpen()).isFalse();
    }

    @Test
    void aCloseRightBehindTheHandshakeIsCalledARefusal() {
        secured(Integer.MAX_VALUE);
        Recorder recorder = read(dialling);
        dialling.pipeline().fireChannelInactive();

        assertThat(recorder.failures()).singleElement()
                .isInstanceOfSatisfying(HandshakeException.class,
                        e -> assertThat(e).hasMessageContaining("right behind the TLS handshake"));
    }

    @Test
    void theEndOfThePeersSideComesBehindItsBytes() {
        secured(Integer.MAX_VALUE);
        Recorder recorder = Recorder.passive();
        listening.pipeline().addLast(recorder);
        dialling.writeAndFlush(text("last words"));
        dialling.close();
        new Wire(dialling, listening).run();
        for (int reads = 0; reads < 3; reads++) {
            listening.read();
            new Wire(dialling, listening).run();
        }

        assertThat(recorder.bytes()).asString().isEqualTo("last words");
        assertThat(recorder.events()).containsExactly(ChannelInputShutdownEvent.INSTANCE);
        assertThat(recorder.failures()).isEmpty();
        assertThat(listening.isOpen()).isFalse();
    }

    @Test
    void nothingOfARecordCutOffIsDelivered() {
        secured(Integer.MAX_VALUE);
        Recorder recorder = read(listening);
        dialling.writeAndFlush(text("whole"));
        new Wire(dialling, listening).run();
        dialling.writeAndFlush(text("cut off"));
        ByteBuf record = dialling.readOutbound();
        listening.arrive(record.readRetainedSlice(record.readableBytes() - 1));
        record.release();
        listening.deliver();
        listening.close();

        assertThat(recorder.bytes()).asString().isEqualTo("whole");
        assertThat(recorder.events()).isEmpty();
    }

    @Test
    void rubbishInsteadOfAHandshakeFails() {
        Future<SecuredChannel> accepted = accept(null);
        listening.arrive(text("GET / HTTP/1.1\r\n\r\n"));
        listening.deliver();
        listening.runPendingTasks();

        assertThat(accepted.cause()).isInstanceOf(IOException.class);
    }

    private List<ProtocolId> settle(List<ProtocolId> initiators, List<ProtocolId> responders) {
        PullChannel left = new PullChannel();
        PullChannel right = new PullChannel();
        Future<SecuredChannel> dialled = upgrade(dialler)
                .secure(left, new SecurityContext(Role.INITIATOR, null, initiators, new byte[0]));
        Future<SecuredChannel> accepted = upgrade(listener)
                .secure(right, new SecurityContext(Role.RESPONDER, null, responders, new byte[0]));
        new Wire(left, right).run();
        List<ProtocolId> muxers = Arrays.asList(dialled.getNow().muxer(), accepted.getNow().muxer());
        left.finishAndReleaseAll();
        right.finishAndReleaseAll();
        return muxers;
    }
}
