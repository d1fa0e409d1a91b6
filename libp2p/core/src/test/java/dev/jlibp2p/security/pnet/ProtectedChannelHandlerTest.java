package dev.jlibp2p.security.pnet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtectedChannelHandlerTest {

    private static final PreSharedKey KEY = PreSharedKey.of(new byte[PreSharedKey.LENGTH]);

    private static final byte[] TEXT = "no plain text on the wire, however often it is repeated"
            .getBytes(StandardCharsets.US_ASCII);

    private final Random random = new Random(5);

    @Test
    void whatIsWrittenIsReadInWhateverPiecesItComes() {
        byte[] wire;
        EmbeddedChannel sender = channel(KEY);
        sender.writeOutbound(Unpooled.copiedBuffer(TEXT), Unpooled.directBuffer().writeBytes(TEXT));
        wire = everything(sender, true);
        assertThat(wire).hasSize(XSalsa20.NONCE_LENGTH + 2 * TEXT.length);
        assertThat(new String(wire, StandardCharsets.ISO_8859_1)).doesNotContain("plain");
        for (int split = 0; split <= wire.length; split++) {
            EmbeddedChannel receiver = channel(KEY);
            receiver.writeInbound(Unpooled.copiedBuffer(wire, 0, split));
            receiver.writeInbound(Unpooled.copiedBuffer(wire, split, wire.length - split));

            assertThat(everything(receiver, false)).as("split at %d", split)
                    .isEqualTo(ByteBufUtil.getBytes(Unpooled.wrappedBuffer(TEXT, TEXT)));
            receiver.finishAndReleaseAll();
        }
        sender.finishAndReleaseAll();
    }

    @Test
    void whoeverReadsFirstSendsTheNonceBeforeThePeerSaysAnything() {
        EmbeddedChannel listener = channel(KEY);
        listener.read();
        assertThat(everything(listener, true)).hasSize(XSalsa20.NONCE_LENGTH);
        listener.read();
        listener.writeOutbound(Unpooled.copiedBuffer(TEXT));
        assertThat(everything(listener, true)).hasSize(TEXT.length);
        listener.finishAndReleaseAll();
    }

    @Test
    void everyConnectionHasAStreamOfItsOwn() {
        EmbeddedChannel one = channel(KEY);
        EmbeddedChannel other = channel(KEY);
        one.writeOutbound(Unpooled.copiedBuffer(TEXT));
        other.writeOutbound(Unpooled.copiedBuffer(TEXT));

        assertThat(everything(one, true)).isNotEqualTo(everything(other, true));
        one.finishAndReleaseAll();
        other.finishAndReleaseAll();
    }

    /** From the specification of XSalsa20's authors: the first bytes of the stream for the key and nonce of their test. */
    @Test
    void theStreamIsXSalsa20() {
        byte[] key = HexFormat.of().parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        byte[] nonce = HexFormat.of().parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
        ByteBuf out = Unpooled.buffer(32);
        new XSalsa20(key, nonce).scramble(Unpooled.wrappedBuffer(new byte[32]), out);

        assertThat(ByteBufUtil.hexDump(out))
                .isEqualTo("eea6a7251c1e72916d11c2cb214d3c252539121d8e234e652d651fa4c8cff880");
    }

    private EmbeddedChannel channel(PreSharedKey key) {
        EmbeddedChannel channel = new EmbeddedChannel();
        key.protector(random).protect(channel);
        return channel;
    }

    private static byte[] everything(EmbeddedChannel channel, boolean outbound) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = next(channel, outbound); part != null; part = next(channel, outbound)) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }

    private static ByteBuf next(EmbeddedChannel channel, boolean outbound) {
        return outbound ? channel.readOutbound() : channel.readInbound();
    }
}
