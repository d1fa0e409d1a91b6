package dev.jlibp2p.multiformats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultihashTest {
    private static final Map<String, Long> CODES = Map.of(
            "sha1", Multihash.SHA1,
            "sha2-256", Multihash.SHA2_256,
            "sha2-512", Multihash.SHA2_512,
            "sha3", Multihash.SHA3_512);

    static List<String> vectors() {
        return TestVectors.lines(MultihashTest.class, "multihash.csv");
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void agreesWithTheVectors(String vector) throws InvalidDataException {
        String[] columns = vector.split(",");
        byte[] encoded = HexFormat.of().parseHex(columns[3]);
        Multihash hash = Multihash.fromBytes(encoded);

        assertThat(hash.code()).isEqualTo(CODES.get(columns[0]));
        assertThat(hash.digestLength()).isEqualTo(Integer.parseInt(columns[1]) / 8);
        assertThat(hash.bytes()).isEqualTo(encoded);
        assertThat(Multihash.of(hash.code(), hash.digest())).isEqualTo(hash).hasSameHashCodeAs(hash);
        assertThat(Multihash.ofBase58(hash.toBase58())).isEqualTo(hash);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void computesWhatTheVectorsSay(String vector) throws InvalidDataException {
        String[] columns = vector.split(",");
        byte[] input = columns[2].getBytes(UTF_8);
        Multihash expected = Multihash.fromBytes(HexFormat.of().parseHex(columns[3]));

        if (columns[0].equals("sha2-256")) {
            assertThat(Multihash.sha256(input).digest()).startsWith(expected.digest());
        } else if (columns[0].equals("sha2-512")) {
            assertThat(Multihash.sha512(input).digest()).startsWith(expected.digest());
        }
    }

    @Test
    void identityIsTheDataItself() {
        assertThat(Multihash.identity("abc".getBytes(UTF_8)).bytes()).isEqualTo(new byte[]{0, 3, 'a', 'b', 'c'});
    }

    @Test
    void readsCodesNobodyHereComputes() throws InvalidDataException {
        Multihash blake = Multihash.fromBytes(HexFormat.of().parseHex("a0e402" + "02" + "abcd"));

        assertThat(blake.code()).isEqualTo(Multihash.BLAKE2B_256);
        assertThat(blake.digest()).isEqualTo(new byte[]{(byte) 0xab, (byte) 0xcd});
    }

    /** a multihash cut anywhere is refused, by the one documented exception. */
    @Test
    void refusesEveryPart() {
        byte[] whole = Multihash.sha256(new byte[0]).bytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Multihash.fromBytes(part)).isInstanceOf(InvalidDataException.class);
        }
        assertThatThrownBy(() -> Multihash.fromBytes(Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(InvalidDataException.class);
    }

    /** C2: the announced length is believed only as far as bytes follow. */
    @ParameterizedTest
    @ValueSource(strings = {"12ffffffff07", "128080808010", "12ffffffffffffffff3f", "12ffffffffffffffff7f"})
    void refusesLengthsNothingFollows(String hex) {
        assertThatThrownBy(() -> Multihash.fromBytes(HexFormat.of().parseHex(hex)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("announces");
    }

    @Test
    void boundsTheDigest() throws InvalidDataException {
        byte[] longest = new byte[Multihash.MAX_DIGEST];
        byte[] encoded = Multihash.identity(longest).bytes();
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
        longer[1]++;

        assertThat(Multihash.fromBytes(encoded).digest()).isEqualTo(longest);
        assertThatThrownBy(() -> Multihash.fromBytes(longer)).hasMessageContaining("at most 1024");
        assertThatIllegalArgumentException().isThrownBy(() -> Multihash.identity(new byte[Multihash.MAX_DIGEST + 1]));
    }

    @Test
    void handsOutCopies() throws InvalidDataException {
        byte[] source = Multihash.identity(new byte[]{1}).bytes();
        Multihash hash = Multihash.fromBytes(source);
        source[2] = 9;
        hash.bytes()[2] = 9;
        hash.digest()[0] = 9;

        assertThat(hash.digest()).isEqualTo(new byte[]{1});
    }
}
