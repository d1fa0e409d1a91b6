package dev.jlibp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** C5, C6: what a peer may send as its key. The keys themselves are attacked beside the algorithms. */
class PublicKeyTest {
    private static final String KEY = "1ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e";

    @ParameterizedTest
    @ValueSource(strings = {
        "1220" + KEY + "0801", // the other order
        "0801", // no key
        "1220" + KEY, // no type
        "08011220" + KEY + "08011220" + KEY, // all twice
        "080108011220" + KEY, // the type twice
        "08011220" + KEY + "1a00", // a field nobody knows
        "0881001220" + KEY, // the type not in its shortest form
        "080112a000" + KEY, // the length not in its shortest form
        "080412" + "20" + KEY, // an unknown type
        "08ffffffffffffffffff011220" + KEY, // the type -1
        "0a011220" + KEY, // the type as bytes
        "08011020", // the key as a number
        "080113", // a group
        "08011221" + KEY, // one byte missing
        "0801121f" + KEY, // one byte too many
        "080112ffffffff0f", "080112ffffffffffffffff7f", "80", ""})
    void takesOneEncodingOnly(String hex) {
        assertThatThrownBy(() -> PublicKey.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidDataException.class);
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryPart(KeyType type) throws InvalidDataException {
        byte[] whole = KeyVectorsTest.vector(type).publicKey().encoded();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> PublicKey.decode(part)).isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void boundsTheMessageBeforeItIsRead() {
        assertThatThrownBy(() -> PublicKey.decode(new byte[PublicKey.MAX_BYTES + 1]))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("at most 1200");
    }

    @Test
    void theLongestKeyFits() throws InvalidDataException {
        byte[] rsa = KeyVectorsTest.vector(KeyType.RSA).publicKey().encoded();

        assertThat(rsa).hasSizeLessThan(PublicKey.MAX_BYTES);
        assertThat(8192 / 8 + 4 + 40).as("an RSA key of 8192 bits and its frame").isLessThan(PublicKey.MAX_BYTES);
    }

    @Test
    void handsOutCopies() throws InvalidDataException {
        PublicKey key = KeyVectorsTest.vector(KeyType.ED25519).publicKey();
        key.data()[0]++;
        key.encoded()[5]++;

        assertThat(HexFormat.of().formatHex(key.data())).isEqualTo(KEY);
        assertThat(key).hasToString("ed25519 key of " + key.peerId());
    }
}
