package dev.jlibp2p.security.plaintext;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.ProtobufWriter;
import dev.jlibp2p.multiformats.Varint;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContract;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.testsupport.PullChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaintextSecurityTest extends SecurityContract {
    @Override
    protected SecurityUpgrade upgrade(Identity identity) {
        return new PlaintextSecurity(identity);
    }

    @Override
    protected boolean encrypts() {
        return false;
    }

    static List<String> refusedExchanges() {
        return List.of("", "00", "0a00", "1200", "0a0100", "ffffffff",
                "1224080112200000000000000000000000000000000000000000"
                        + "000000000000000000000000");
    }

    @Test
    void saysWhoItIsAsTheSpecificationHasIt() {
        accept(null);
        ByteBuf sent = listening.readOutbound();
        byte[] expected = new ProtobufWriter().bytes(1, listener.peerId().bytes())
                .bytes(2, listener.publicKey().encoded())
                .toBytes();

        assertThat(sent.readUnsignedByte()).isEqualTo((short) expected.length);
        assertThat(sent).isEqualTo(Unpooled.wrappedBuffer(expected));
        sent.release();
    }

    @ParameterizedTest
    @MethodSource("refusedExchanges")
    void refusesWhatIsNoExchange(String hex) {
        Future<SecuredChannel> accepted = accept(null);
        listening.arrive(message(HexFormat.of().parseHex(hex)));
        listening.deliver();

        assertThat(accepted.cause()).isInstanceOf(HandshakeException.class);
    }

    @Test
    void refusesAnIdThatIsNotThatOfTheKey() {
        Future<SecuredChannel> accepted = accept(null);
        listening.arrive(message(new ProtobufWriter().bytes(1, listener.peerId().bytes())
                .bytes(2, dialler.publicKey().encoded())
                .toBytes()));
        listening.deliver();

        assertThat(accepted.cause()).isInstanceOfSatisfying(HandshakeException.class,
                e -> assertThat(e).hasMessageContaining("is not that of the key"));
    }

    @Test
    void readsNoExchangeLongerThanItsBound() {
        for (int length : new int[]{Exchange.MAX_BYTES, Exchange.MAX_BYTES + 1}) {
            PullChannel channel = new PullChannel();
            Future<SecuredChannel> accepted = upgrade(listener).secure(channel, context(Role.RESPONDER, null));
            channel.arrive(Unpooled.wrappedBuffer(Varint.encode(length)));
            channel.deliver();

            assertThat(accepted.isDone()).isEqualTo(length > Exchange.MAX_BYTES);
            channel.finishAndReleaseAll();
        }
    }

    private static ByteBuf message(byte[] content) {
        byte[] message = Arrays.copyOf(Varint.encode(content.length), 1 + content.length);
        System.arraycopy(content, 0, message, 1, content.length);
        return Unpooled.wrappedBuffer(message);
    }
}
