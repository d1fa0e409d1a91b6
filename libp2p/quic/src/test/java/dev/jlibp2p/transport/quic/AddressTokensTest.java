package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AddressTokensTest {

    private static final InetSocketAddress PEER = new InetSocketAddress("192.0.2.1", 4001);

    private final MockTicker ticker = Ticker.newMockTicker();

    private final AddressTokens tokens = new AddressTokens(0, () -> false, ticker, new SecureRandom());

    private final byte[] chosen = {1, 2, 3, 4, 5, 6, 7, 8};

    @Test
    void aTokenBroughtBackIsGoodAndHoldsTheIdThePeerChose() {
        byte[] token = mint(PEER);
        int offset = tokens.validateToken(Unpooled.wrappedBuffer(token), PEER);

        assertThat(Unpooled.wrappedBuffer(token).skipBytes(offset)).isEqualTo(Unpooled.wrappedBuffer(chosen));
    }

    @Test
    void aReplayedTokenIsRefused() {
        byte[] token = mint(PEER);
        assertThat(isGood(token, PEER)).isTrue();
        assertThat(isGood(token, PEER)).isFalse();
    }

    @Test
    void aForgedTokenIsRefusedWhicheverByteIsOther() {
        byte[] token = mint(PEER);
        for (int i = 0; i < token.length; i++) {
            byte[] forged = token.clone();
            forged[i] ^= 1;
            assertThat(isGood(forged, PEER)).as("byte %s", i).isFalse();
        }
        assertThat(isGood(token, PEER)).isTrue();
    }

    @Test
    void aTokenOfAnyOtherLengthIsRefused() {
        byte[] token = mint(PEER);
        for (int length = 0; length < 100; length++) {
            byte[] cut = java.util.Arrays.copyOf(token, length);
            assertThat(length == token.length || !isGood(cut, PEER)).as("length %s", length).isTrue();
        }
    }

    @Test
    void aTokenOfAnotherAddressOrPortIsRefused() {
        byte[] token = mint(PEER);
        assertThat(isGood(token, new InetSocketAddress("192.0.2.2", 4001))).isFalse();
        assertThat(isGood(token, new InetSocketAddress("192.0.2.1", 4002))).isFalse();
        assertThat(isGood(token, new InetSocketAddress("2001:db8::1", 4001))).isFalse();
    }

    @Test
    void whileHandshakesCrowdEverybodyHasToBringOne() {
        AtomicBoolean crowded = new AtomicBoolean(true);
        AddressTokens patient = new AddressTokens(3, crowded::get, ticker, new SecureRandom());
        ByteBuf out = Unpooled.buffer();
        ByteBuf id = Unpooled.wrappedBuffer(chosen);
        assertThat(patient.writeToken(out, id, PEER)).isTrue();
        crowded.set(false);
        assertThat(patient.writeToken(out, id, PEER)).isFalse();
    }

    @Test
    void aTokenOfAnotherNodeIsRefused() {
        byte[] token = mint(PEER);
        AddressTokens other = new AddressTokens(0, () -> false, ticker, new SecureRandom());
        assertThat(other.validateToken(Unpooled.wrappedBuffer(token), PEER)).isEqualTo(-1);
    }

    @Test
    void aTokenLivesForTenSeconds() {
        byte[] token = mint(PEER);
        advance(AddressTokens.LIFE);
        assertThat(isGood(token, PEER)).isTrue();

        byte[] late = mint(PEER);
        advance(AddressTokens.LIFE.plusNanos(1));
        assertThat(isGood(late, PEER)).isFalse();
    }

    @Test
    void aTokenOutlivesTheChangeOfItsKey() {
        advance(AddressTokens.ROTATION.minusSeconds(5));
        byte[] token = mint(PEER);
        advance(Duration.ofSeconds(6));
        byte[] next = mint(PEER);

        assertThat(next[3]).as("number of the key").isNotEqualTo(token[3]);
        assertThat(isGood(token, PEER)).isTrue();
        assertThat(isGood(next, PEER)).isTrue();
    }

    @Test
    void anAnswerToAnIdThatIsNotOursIsRefused() {
        byte[] token = mint(PEER);
        for (int length : new int[]{0, 8, 19}) {
            assertThat(
                    tokens.validateToken(Unpooled.wrappedBuffer(token), PEER, Unpooled.wrappedBuffer(new byte[length]))
                            .isValid())
                    .isFalse();
        }
        assertThat(tokens.validateToken(Unpooled.wrappedBuffer(token), PEER, Unpooled.wrappedBuffer(new byte[20]))
                .isValid()).isTrue();
    }

    @Test
    void nobodyIsAskedBelowTheRate() {
        AddressTokens patient = new AddressTokens(3, () -> false, ticker, new SecureRandom());
        ByteBuf out = Unpooled.buffer();
        ByteBuf id = Unpooled.wrappedBuffer(chosen);
        for (int i = 0; i < 3; i++) {
            assertThat(patient.writeToken(out, id, PEER)).isFalse();
        }
        assertThat(patient.writeToken(out, id, PEER)).isTrue();
        advance(Duration.ofSeconds(1));
        assertThat(patient.writeToken(out, id, PEER)).isFalse();
    }

    private byte[] mint(InetSocketAddress peer) {
        ByteBuf out = Unpooled.buffer(tokens.maxTokenLength(), tokens.maxTokenLength());
        assertThat(tokens.writeToken(out, Unpooled.wrappedBuffer(chosen), peer)).isTrue();
        byte[] token = new byte[out.readableBytes()];
        out.readBytes(token);
        return token;
    }

    private boolean isGood(byte[] token, InetSocketAddress peer) {
        return tokens.validateToken(Unpooled.wrappedBuffer(token), peer) >= 0;
    }

    private void advance(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
