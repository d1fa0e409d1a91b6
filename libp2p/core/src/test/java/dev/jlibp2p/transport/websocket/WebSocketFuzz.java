package dev.jlibp2p.transport.websocket;

import dev.jlibp2p.fuzz.Fuzz;
import dev.jlibp2p.fuzz.HostileChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Frames, and the handshake before them, from both ends; the first byte of the input says which, and how the rest is cut.
 */
public final class WebSocketFuzz {

    private static final int SERVER_FRAMES = 0;

    private static final int CLIENT_FRAMES = 1;

    private static final int SERVER_HANDSHAKE = 2;

    private static final int CLIENT_HANDSHAKE = 3;

    private static final String REQUEST = """
            GET / HTTP/1.1\r
            Host: x\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    private WebSocketFuzz() {}

    public static List<byte[]> seeds() {
        byte[] masked = FrameReaderTest.frame(0x82, true, new byte[300]);
        byte[] plain = FrameReaderTest.frame(0x82, false, new byte[20]);
        String response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Handshake.accept(Handshake.key(Handshake.nonce(random()))) + "\r\n\r\n";
        return List.of(
                seed(SERVER_FRAMES, masked, FrameReaderTest.frame(0x02, true, new byte[3]),
                        FrameReaderTest.frame(0x89, true, new byte[4]), FrameReaderTest.frame(0x80, true, new byte[3]),
                        FrameReaderTest.frame(0x88, true, new byte[]{3, (byte) 0xe8})),
                seed(CLIENT_FRAMES | 0x40, plain, FrameReaderTest.frame(0x8a, false, new byte[4]), plain),
                seed(SERVER_HANDSHAKE | 0xfc, REQUEST.getBytes(StandardCharsets.US_ASCII), masked),
                seed(CLIENT_HANDSHAKE | 0xfc, response.getBytes(StandardCharsets.US_ASCII), plain));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        EmbeddedChannel channel = new EmbeddedChannel();
        WebSocketOpening opening = new WebSocketOpening(random(), WebSocketSettings.defaults());
        switch (input[0] & 3) {
            case SERVER_FRAMES -> channel.pipeline().addLast(new FrameHandler(true, new FrameWriter(null)));
            case CLIENT_FRAMES -> channel.pipeline().addLast(new FrameHandler(false, new FrameWriter(random())));
            case SERVER_HANDSHAKE -> closeIfFailed(opening.answer(channel, false), channel);
            default -> closeIfFailed(
                    opening.ask(channel,
                            new WebSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), false,
                                    null)),
                    channel);
        }
        Received received = new Received();
        if ((input[0] & 3) <= CLIENT_FRAMES) {
            channel.pipeline().addLast(received);
        }
        new HostileChannel(channel, 1 + ((input[0] & 0xff) >>> 2)).play(input, 1);
        Fuzz.require(received.bytes < input.length, "no more comes out than went in");
    }

    private static void closeIfFailed(Future<Void> opened, EmbeddedChannel channel) {
        opened.addListener(done -> {
            if (!done.isSuccess()) {
                channel.close();
            }
        });
    }

    /** The same again and again, so that the answer to its key can be a seed. */
    private static RandomGenerator random() {
        return new SplittableRandom(1);
    }

    private static byte[] seed(int mode, byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(mode);
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    private static final class Received extends ChannelInboundHandlerAdapter {

        private int bytes;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            bytes += ((ByteBuf) message).readableBytes();
            ((ByteBuf) message).release();
        }
    }
}
