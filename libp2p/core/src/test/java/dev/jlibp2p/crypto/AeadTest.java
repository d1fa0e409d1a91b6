package dev.jlibp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AeadTest {
    private static final byte[] KEY = sequence(32);
    private static final byte[] DATA = sequence(7);

    static Stream<Aead> backEnds() {
        return Stream.of(Aead.jdk(), Aead.conscrypt(), Aead.bouncyCastle());
    }

    static Stream<ByteBufAllocator> allocators() {
        return Stream.of(new UnpooledByteBufAllocator(true), new UnpooledByteBufAllocator(false));
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void everyBackEndWritesTheSame(Aead aead) {
        byte[] sealed = aead.key(KEY).seal(0x0102030405060708L, DATA, sequence(100));

        assertThat(sealed).isEqualTo(Aead.bouncyCastle().key(KEY).seal(0x0102030405060708L, DATA, sequence(100)));
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void opensInPlaceWhatItSealedInPlace(Aead aead) throws Exception {
        for (int length : new int[]{0, 1, 15, 16, 17, 64, 1000, 65_519}) {
            ByteBuf buffer = aead.buffer(ByteBufAllocator.DEFAULT, length + 18, length + 18);
            buffer.writeShort(7).writeBytes(sequence(length)).writeZero(Aead.TAG_LENGTH);

            aead.key(KEY).seal(5, buffer, 2, length);
            byte[] sealed = ByteBufUtil.getBytes(buffer, 2, length + Aead.TAG_LENGTH);
            aead.key(KEY).open(5, buffer, 2, length + Aead.TAG_LENGTH);

            assertThat(sealed).isEqualTo(aead.key(KEY).seal(5, new byte[0], sequence(length)));
            assertThat(ByteBufUtil.getBytes(buffer, 2, length)).isEqualTo(sequence(length));
            buffer.release();
        }
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void worksInMemoryItDoesNotPrefer(Aead aead) throws Exception {
        for (ByteBufAllocator allocator : allocators().toList()) {
            ByteBuf buffer = allocator.buffer(200).writeBytes(sequence(100)).writeZero(Aead.TAG_LENGTH);

            aead.key(KEY).seal(9, buffer, 0, 100);
            assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(aead.key(KEY).seal(9, new byte[0], sequence(100)));
            aead.key(KEY).open(9, buffer, 0, 116);

            assertThat(ByteBufUtil.getBytes(buffer, 0, 100)).isEqualTo(sequence(100));
            buffer.release();
        }
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void refusesEveryFlippedByte(Aead aead) {
        byte[] sealed = aead.key(KEY).seal(1, DATA, sequence(20));
        for (int i = 0; i < sealed.length; i++) {
            byte[] forged = sealed.clone();
            forged[i] ^= 1;

            assertThatThrownBy(() -> aead.key(KEY).open(1, DATA, forged)).isInstanceOf(AEADBadTagException.class);
        }
        assertThatThrownBy(() -> aead.key(KEY).open(2, DATA, sealed)).isInstanceOf(AEADBadTagException.class);
        assertThatThrownBy(() -> aead.key(KEY).open(1, KEY, sealed)).isInstanceOf(AEADBadTagException.class);
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void refusesWhatIsShorterThanATag(Aead aead) {
        for (int length = 0; length < Aead.TAG_LENGTH; length++) {
            byte[] cut = new byte[length];

            assertThatThrownBy(() -> aead.key(KEY).open(1, DATA, cut)).isInstanceOf(AEADBadTagException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void refusesAKeyOfAnotherLength(Aead aead) {
        assertThatIllegalArgumentException().isThrownBy(() -> aead.key(new byte[31])).withMessageContaining("31");
    }

    private static byte[] sequence(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
