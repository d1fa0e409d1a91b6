package dev.jlibp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** DER has one encoding for everything, and the lengths in it are true. */
class DerTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65535, 65536})
    void lengthsComeBack(int length) throws InvalidDataException {
        byte[] element = Der.element(Der.OCTET_STRING, new byte[length]);

        assertThat(Der.of(element).read(Der.OCTET_STRING)).hasSize(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "04", "0401", "0480", "048000", "04810100", "048200010", "0482007f00", "0484000000010",
        "0485",
        "04ff", "0484ffffffff", "0483ffffff", "0501"})
    void refusesUntrueAndLongLengths(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.length() % 2 == 0 ? hex : hex + "0");

        assertThatThrownBy(() -> Der.of(bytes).read(Der.OCTET_STRING)).isInstanceOf(InvalidDataException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0200", "020200", "02020001", "0202007f", "0201ff", "028101", "0203000080"})
    void refusesIntegersThatAreNegativeOrNotShort(String hex) {
        assertThatThrownBy(() -> Der.of(HexFormat.of().parseHex(hex)).unsigned(64))
                .isInstanceOf(InvalidDataException.class);
    }

    @Test
    void boundsIntegers() throws InvalidDataException {
        BigInteger largest = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

        assertThat(Der.of(Der.integer(largest)).unsigned(64)).isEqualTo(largest);
        assertThatThrownBy(() -> Der.of(Der.integer(largest.add(BigInteger.ONE))).unsigned(64))
                .hasMessageContaining("at most 64");
        assertThatThrownBy(() -> Der.of(Der.integer(BigInteger.TWO.pow(100_000))).unsigned(64))
                .hasMessageContaining("at most 64");
    }

    @Test
    void bitStringsHaveWholeBytes() {
        assertThatThrownBy(() -> Der.of(new byte[]{3, 2, 1, 0}).bits()).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Der.of(new byte[]{3, 0}).bits()).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void nothingStandsBehindTheEnd() {
        assertThatThrownBy(() -> Der.sequence(new byte[]{0x30, 0, 0})).hasMessageContaining("1 bytes too many");
    }
}
