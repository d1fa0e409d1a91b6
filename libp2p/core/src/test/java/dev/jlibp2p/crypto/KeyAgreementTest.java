package dev.jlibp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyAgreementTest {
    /** The points of order 1, 2, 4 and 8, and some of their non-canonical forms. */
    private static final List<String> SMALL_ORDER = List.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    static Stream<KeyAgreement> backEnds() {
        return Stream.of(KeyAgreement.conscrypt(), KeyAgreement.bouncyCastle(new SecureRandom()));
    }

    /** RFC 7748, section 5.2, the first vector. */
    @ParameterizedTest
    @MethodSource("backEnds")
    void computesTheSecretOfTheRfc(KeyAgreement agreement) throws Exception {
        byte[] scalar = hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4");
        byte[] point = hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c");

        assertThat(agreement.agree(scalar, point))
                .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void bothEndsComputeTheSameSecret(KeyAgreement agreement) throws Exception {
        KeyAgreement other = KeyAgreement.bouncyCastle(new SecureRandom());
        KeyAgreement.KeyPair ours = agreement.generate();
        KeyAgreement.KeyPair theirs = other.generate();

        assertThat(agreement.agree(ours.privateKey(), theirs.publicKey()))
                .isEqualTo(other.agree(theirs.privateKey(), ours.publicKey()));
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void refusesPointsOfSmallOrder(KeyAgreement agreement) {
        byte[] privateKey = agreement.generate().privateKey();
        for (String point : SMALL_ORDER) {
            assertThatThrownBy(() -> agreement.agree(privateKey, hex(point)))
                    .as(point)
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("small order");
        }
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void refusesKeysOfAnotherLength(KeyAgreement agreement) {
        byte[] key = agreement.generate().privateKey();

        assertThatThrownBy(() -> agreement.agree(key, new byte[31])).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> agreement.agree(new byte[33], key)).isInstanceOf(InvalidKeyException.class);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
