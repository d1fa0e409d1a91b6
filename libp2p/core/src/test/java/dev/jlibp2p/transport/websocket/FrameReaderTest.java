package dev.jlibp2p.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final Random random = new Random(3);

    @Test
    void theExampleOfTheSpecificationIsRead() throws Exception {
        byte[] hello = {(byte) 0x82, (byte) 0x85, 0x37, (byte) 0xfa, 0x21, 0x3d, 0x7f, (byte) 0x9f, 0x4d, 0x51, 0x58};

        assertThat(read(true, hello).data()).isEqualTo("Hello".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void framesOfEveryLengthFormSplitAnywhereCarryTheirBytes() throws Exception {
        for (int length : new int[]{0, 1, 7, 125, 126, 300}) {
            byte[] payload = bytes(length);
            byte[] frame = frame(0x82, true, payload);
            for (int split = 0; split <= frame.length; split++) {
                Recorder recorder = new Recorder();
                FrameReader reader = new FrameReader(true, recorder);
                reader.read(Unpooled.copiedBuffer(frame, 0, split));
                reader.read(Unpooled.copiedBuffer(frame, split, frame.length - split));

                assertThat(recorder.data()).as("%d bytes split at %d", length, split).isEqualTo(payload);
            }
        }
        byte[] wide = bytes(70_000);
        assertThat(read(true, frame(0x82, true, wide)).data()).isEqualTo(wide);
        assertThat(read(false, frame(0x82, false, wide)).data()).isEqualTo(wide);
    }

    @Test
    void fragmentsAreOneStreamAndPingsMayStandBetweenThem() throws Exception {
        Recorder recorder = read(true, frame(0x02, true, new byte[]{1, 2}), frame(0x89, true, new byte[]{9}),
                frame(0x00, true, new byte[]{3}), frame(0x80, true, new byte[]{4}), frame(0x82, true, new byte[]{5}));

        assertThat(recorder.data()).containsExactly(1, 2, 3, 4, 5);
        assertThat(recorder.events).containsExactly("ping 1");
    }

    @Test
    void pongsSayNothing() throws Exception {
        assertThat(read(true, frame(0x8a, true, bytes(125))).events).isEmpty();
    }

    @Test
    void aCloseTellsItsCode() throws Exception {
        assertThat(read(true, frame(0x88, true, new byte[]{0x03, (byte) 0xe9, 'b', 'y', 'e'})).events)
                .containsExactly("close 1001");
        assertThat(read(true, frame(0x88, true, new byte[0])).events).containsExactly("close 1000");
    }

    @Test
    void textIsUnsupported() {
        refuses(CloseStatus.UNSUPPORTED_DATA, true, frame(0x81, true, new byte[]{'a'}));
    }

    @Test
    void aFrameAboveTheLimitIsTooBigBeforeAnyOfItCame() throws Exception {
        refuses(CloseStatus.TOO_BIG, true, header(0x82, true, FrameReader.MAX_FRAME + 1));
        assertThat(read(true, header(0x82, true, FrameReader.MAX_FRAME)).events).isEmpty();
    }

    @Test
    void brokenFramesAreProtocolErrors() {
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x82, false, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, false, frame(0x82, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0xc2, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0xa2, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x92, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x83, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x8b, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x80, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x02, true, new byte[]{1}), frame(0x82, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x09, true, new byte[]{1}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x89, true, bytes(126)));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x88, true, new byte[]{3}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, frame(0x88, true, new byte[]{3, (byte) 0xed}));
        refuses(CloseStatus.PROTOCOL_ERROR, true, new byte[]{(byte) 0x82, (byte) 0xfe, 0, 125, 0, 0, 0, 0});
        refuses(CloseStatus.PROTOCOL_ERROR, true,
                new byte[]{(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0});
        refuses(CloseStatus.PROTOCOL_ERROR, true,
                new byte[]{(byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    private static void refuses(CloseStatus status, boolean masked, byte[]... frames) {
        assertThatThrownBy(() -> read(masked, frames)).isInstanceOfSatisfying(WebSocketException.class,
                refused -> assertThat(refused.status()).isEqualTo(status));
    }

    private static Recorder read(boolean masked, byte[]... frames) throws WebSocketException {
        Recorder recorder = new Recorder();
        FrameReader reader = new FrameReader(masked, recorder);
        reader.read(Unpooled.copiedBuffer(frames));
        return recorder;
    }

    static byte[] frame(int first, boolean masked, byte[] payload) {
        byte[] header = header(first, masked, payload.length);
        byte[] frame = Arrays.copyOf(header, header.length + payload.length);
        for (int i = 0; i < payload.length; i++) {
            frame[header.length + i] = (byte) (masked ? payload[i] ^ MASK[i & 3] : payload[i]);
        }
        return frame;
    }

    private static byte[] header(int first, boolean masked, long length) {
        ByteBuf header = Unpooled.buffer().writeByte(first);
        int flag = masked ? 0x80 : 0;
        if (length < 126) {
            header.writeByte(flag | (int) length);
        } else if (length < 0x10000) {
            header.writeByte(flag | 126).writeShort((int) length);
        } else {
            header.writeByte(flag | 127).writeLong(length);
        }
        if (masked) {
            header.writeBytes(MASK);
        }
        byte[] bytes = new byte[header.readableBytes()];
        header.readBytes(bytes);
        return bytes;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static final class Recorder implements FrameReader.Sink {

        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        private final List<String> events = new ArrayList<>();

        byte[] data() {
            return data.toByteArray();
        }

        @Override
        public void data(ByteBuf piece) {
            byte[] bytes = new byte[piece.readableBytes()];
            piece.readBytes(bytes);
            piece.release();
            data.writeBytes(bytes);
        }

        @Override
        public void ping(byte[] payload) {
            events.add("ping " + payload.length);
        }

        @Override
        public void close(int code) {
            events.add("close " + code);
        }
    }
}
