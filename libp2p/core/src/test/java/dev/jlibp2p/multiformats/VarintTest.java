package dev.jlibp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {
    @ParameterizedTest
    @CsvSource({"0,00", "1,01", "127,7f", "128,8001", "255,ff01", "300,ac02", "16383,ff7f", "16384,808001",
        "9223372036854775807,ffffffffffffffff7f"})
    void writesTheShortestForm(long value, String hex) throws InvalidDataException {
        byte[] encoded = HexFormat.of().parseHex(hex);

        assertThat(Varint.encode(value)).isEqualTo(encoded);
        assertThat(Varint.size(value)).isEqualTo(encoded.length);
        assertThat(Varint.decode(encoded)).isEqualTo(value);
    }

    /** C1: every string of one to three bytes, against a slow decoder that shares nothing with the fast one. */
    @Test
    void agreesWithASlowDecoderOnEveryShortString() {
        byte[] bytes = new byte[3];
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        for (int length = 1; length <= 3; length++) {
            for (int string = 0; string < 1 << (8 * length); string++) {
                bytes[0] = (byte) string;
                bytes[1] = (byte) (string >> 8);
                bytes[2] = (byte) (string >> 16);
                buffer.setIndex(0, length);
                if (answer(buffer) != slowAnswer(bytes, length)) {
                    assertThat(answer(buffer.setIndex(0, length)))
                            .as(HexFormat.of().formatHex(bytes, 0, length))
                            .isEqualTo(slowAnswer(bytes, length));
                }
            }
        }
    }

    @Test
    void agreesWithASlowDecoderOnLongStrings() {
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[1 + random.nextInt(12)];
            random.nextBytes(bytes);
            for (int i = 0; i < random.nextInt(bytes.length + 1); i++) {
                bytes[i] |= (byte) 0x80;
            }
            assertThat(answer(Unpooled.wrappedBuffer(bytes)))
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(slowAnswer(bytes, bytes.length));
        }
    }

    @Test
    void everyKindOfBufferReadsTheSame() throws InvalidDataException {
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            long value = random.nextLong() >>> (1 + random.nextInt(63));
            ByteBuffer nio = ByteBuffer.allocate(Varint.MAX_BYTES);
            ByteBuf netty = Unpooled.buffer(Varint.MAX_BYTES);
            Varint.write(value, nio);
            Varint.write(value, netty);

            assertThat(Varint.decode(Varint.encode(value))).isEqualTo(value);
            assertThat(Varint.read(nio.flip())).isEqualTo(value);
            assertThat(nio.hasRemaining()).isFalse();
            assertThat(Varint.read(netty)).isEqualTo(value);
            assertThat(netty.isReadable()).isFalse();
        }
    }

    @Test
    void waitsAtEveryByteButTheLast() throws InvalidDataException {
        byte[] encoded = Varint.encode(Long.MAX_VALUE);
        for (int length = 0; length < encoded.length; length++) {
            byte[] part = Arrays.copyOf(encoded, length);
            ByteBuf buffer = Unpooled.wrappedBuffer(part);

            assertThat(Varint.tryRead(buffer)).isEqualTo(Varint.INCOMPLETE);
            assertThat(buffer.readerIndex()).isZero();
            assertThatThrownBy(() -> Varint.read(buffer))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("cut off");
            assertThatThrownBy(() -> Varint.decode(part)).isInstanceOf(InvalidDataException.class);
        }
    }

    /** X-21, C1: ten bytes and padded forms. */
    @ParameterizedTest
    @ValueSource(strings = {"8000", "808000", "ff00", "80808080808080808001", "ffffffffffffffffff01",
        "ffffffffffffffffff",
        "808080808080808080"})
    void refusesLongAndPaddedForms(String hex) {
        byte[] encoded = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> Varint.tryRead(Unpooled.wrappedBuffer(encoded)))
                .isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Varint.read(ByteBuffer.wrap(encoded))).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void refusesTrailingBytesInAnArray() {
        assertThatThrownBy(() -> Varint.decode(new byte[]{1, 1})).hasMessageContaining("trailing");
    }

    @Test
    void negativeNumbersAreMisuse() {
        assertThatThrownBy(() -> Varint.encode(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static final long REFUSED = -2;

    private static long answer(ByteBuf buffer) {
        try {
            long value = Varint.tryRead(buffer);
            return value == Varint.INCOMPLETE || buffer.readerIndex() == Varint.size(value) ? value : REFUSED - 1;
        } catch (InvalidDataException e) {
            return REFUSED;
        }
    }

    private static long slowAnswer(byte[] bytes, int length) {
        int end = 0;
        while (end < length && bytes[end] < 0) {
            end++;
        }
        if (end >= 9) {
            return REFUSED;
        }
        if (end == length) {
            return Varint.INCOMPLETE;
        }
        if (end > 0 && bytes[end] == 0) {
            return REFUSED;
        }
        if (end == 0) {
            return bytes[0];
        }
        BigInteger value = BigInteger.ZERO;
        for (int i = end; i >= 0; i--) {
            value = value.shiftLeft(7).or(BigInteger.valueOf(bytes[i] & 0x7f));
        }
        return value.longValueExact();
    }
}
