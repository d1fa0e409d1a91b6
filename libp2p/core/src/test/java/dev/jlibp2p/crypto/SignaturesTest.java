package dev.jlibp2p.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.crypto.SignatureAlgorithm.Signer;
import dev.jlibp2p.crypto.SignatureAlgorithm.Verifier;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.math.BigInteger;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

class SignaturesTest {
    private static final byte[] DATA = "Libp2p is the _best_!".getBytes(UTF_8);
    private static final BigInteger P256_ORDER = new BigInteger(
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger SECP256K1_ORDER = new BigInteger(
            "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    static List<SignatureAlgorithm> ed25519() {
        return Stream.concat(Stream.of(new BouncyCastleEd25519()), ConscryptEd25519.available().stream()).toList();
    }

    static Stream<SignatureAlgorithm> quick() {
        return Stream.concat(ed25519().stream(), Stream.of(Signatures.SECP256K1, Signatures.ECDSA));
    }

    @Test
    void conscryptServesEd25519WhereItIsThere() {
        assertThat(ed25519()).extracting(SignatureAlgorithm::backEnd).containsExactly("BouncyCastle", "Conscrypt");
        assertThat(Signatures.ED25519.backEnd()).isEqualTo("Conscrypt");
    }

    @Test
    void bouncyCastleServesEd25519WhereConscryptIsNotThere() throws Exception {
        URL[] without = Stream.of(Signatures.class, Ed25519.class, Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
            Object algorithm = loader.loadClass(Signatures.class.getName()).getField("ED25519").get(null);
            Object backEnd = loader.loadClass(SignatureAlgorithm.class.getName())
                    .getMethod("backEnd")
                    .invoke(algorithm);

            assertThat(backEnd).isEqualTo("BouncyCastle");
        }
    }

    @ParameterizedTest
    @MethodSource("quick")
    void verifiesItsOwnSignatureAndNoOther(SignatureAlgorithm algorithm) throws InvalidDataException {
        Signer signer = algorithm.signer(algorithm.generate(new SecureRandom()));
        Verifier verifier = algorithm.verifier(signer.publicKey());
        Verifier stranger = algorithm.verifier(
                algorithm.signer(algorithm.generate(new SecureRandom())).publicKey());
        byte[] signature = signer.sign(DATA);

        assertThat(verifier.verify(DATA, signature)).isTrue();
        assertThat(stranger.verify(DATA, signature)).isFalse();
        assertThat(verifier.verify(new byte[0], signature)).isFalse();
        for (int length = 0; length < signature.length; length++) {
            assertThat(verifier.verify(DATA, Arrays.copyOf(signature, length))).isFalse();
        }
        assertThat(verifier.verify(DATA, Arrays.copyOf(signature, signature.length + 1))).isFalse();
        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(verifier.verify(DATA, changed)).as("bit %s flipped", bit).isFalse();
        }
    }

    /** RFC 8032 §7.1, test 3. */
    @ParameterizedTest
    @MethodSource("ed25519")
    void signsAsTheRfcDoes(SignatureAlgorithm algorithm) throws InvalidDataException {
        byte[] key = hex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
        byte[] signature = hex("6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
        byte[] data = hex("af82");

        assertThat(algorithm.signer(key).sign(data)).isEqualTo(signature);
        assertThat(algorithm.verifier(Arrays.copyOfRange(key, 32, 64)).verify(data, signature)).isTrue();
    }

    @Test
    void bothEd25519BackEndsAgreeOnEverything() throws InvalidDataException {
        SignatureAlgorithm java = ed25519().getFirst();
        SignatureAlgorithm other = ed25519().getLast();
        Random random = new Random(13);
        for (int round = 0; round < 100; round++) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            byte[] key = Ed25519Keys.privateKey(seed);
            byte[] signature = java.signer(key).sign(DATA);

            assertThat(other.signer(key).publicKey()).isEqualTo(java.signer(key).publicKey());
            assertThat(other.signer(key).sign(DATA)).isEqualTo(signature);
            assertThat(other.verifier(java.signer(key).publicKey()).verify(DATA, signature)).isTrue();
        }
    }

    /** C5: with a key of small order a signature nobody made would verify; neither are non-canonical points let in. */
    @ParameterizedTest
    @ValueSource(strings = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "0200000000000000000000000000000000000000000000000000000000000000"})
    void refusesEd25519PointsThatProveNothing(String point) {
        for (SignatureAlgorithm algorithm : ed25519()) {
            assertThatThrownBy(() -> algorithm.verifier(hex(point))).isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void refusesAnEd25519SignatureWithTheOrderAdded() throws InvalidDataException {
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] key = Ed25519Keys.privateKey(new byte[32]);
        for (SignatureAlgorithm algorithm : ed25519()) {
            byte[] signature = algorithm.signer(key).sign(DATA);
            byte[] scalar = reversed(Arrays.copyOfRange(signature, 32, 64));
            byte[] sum = new BigInteger(1, scalar).add(order).toByteArray();
            byte[] padded = new byte[32];
            System.arraycopy(sum, 0, padded, 32 - sum.length, sum.length);
            System.arraycopy(reversed(padded), 0, signature, 32, 32);

            assertThat(algorithm.verifier(Arrays.copyOfRange(key, 32, 64)).verify(DATA, signature)).isFalse();
        }
    }

    @Test
    void refusesEd25519PrivateKeysThatDoNotFit() throws InvalidDataException {
        byte[] key = Ed25519Keys.privateKey(new byte[32]);
        byte[] older = Arrays.copyOf(key, 96);
        System.arraycopy(key, 32, older, 64, 32);
        byte[] swapped = key.clone();
        swapped[63] ^= 1;
        byte[] olderSwapped = older.clone();
        olderSwapped[95] ^= 1;
        for (SignatureAlgorithm algorithm : ed25519()) {
            assertThat(algorithm.signer(older).publicKey()).isEqualTo(algorithm.signer(key).publicKey());
            assertThatThrownBy(() -> algorithm.signer(swapped)).hasMessageContaining("not its own");
            assertThatThrownBy(() -> algorithm.signer(olderSwapped)).hasMessageContaining("not its own");
            assertThatThrownBy(() -> algorithm.signer(new byte[32])).hasMessageContaining("expected 64");
        }
    }

    /** Bitcoin's rule: we write a low S; like go, we take either. */
    @Test
    void writesLowAndTakesEitherHalfOnSecp256k1() throws InvalidDataException {
        SignatureAlgorithm algorithm = Signatures.SECP256K1;
        Signer signer = algorithm.signer(algorithm.generate(new SecureRandom()));
        Verifier verifier = algorithm.verifier(signer.publicKey());
        for (int round = 0; round < 20; round++) {
            byte[] data = {(byte) round};
            Der parts = Der.sequence(signer.sign(data));
            BigInteger r = parts.unsigned(256);
            BigInteger s = parts.unsigned(256);
            BigInteger high = SECP256K1_ORDER.subtract(s);

            assertThat(s).isLessThan(high);
            assertThat(verifier.verify(data, signature(r, high))).isTrue();
        }
    }

    /** X-32, C5: signatures that are no strict DER, or hold numbers outside the group. */
    @Test
    void refusesMalformedEcdsaSignatures() throws InvalidDataException {
        for (SignatureAlgorithm algorithm : List.of(Signatures.ECDSA, Signatures.SECP256K1)) {
            BigInteger order = algorithm.equals(Signatures.ECDSA) ? P256_ORDER : SECP256K1_ORDER;
            Signer signer = algorithm.signer(algorithm.generate(new SecureRandom()));
            Verifier verifier = algorithm.verifier(signer.publicKey());
            byte[] good = signer.sign(DATA);
            Der parts = Der.sequence(good);
            BigInteger r = parts.unsigned(256);
            BigInteger s = parts.unsigned(256);
            byte[] longLength = new byte[good.length + 1];
            longLength[0] = 0x30;
            longLength[1] = (byte) 0x81;
            System.arraycopy(good, 1, longLength, 2, good.length - 1);

            assertThat(verifier.verify(DATA, signature(r, s))).isTrue();
            assertThat(verifier.verify(DATA, longLength)).isFalse();
            assertThat(verifier.verify(DATA, signature(BigInteger.ZERO, s))).isFalse();
            assertThat(verifier.verify(DATA, signature(r, BigInteger.ZERO))).isFalse();
            assertThat(verifier.verify(DATA, signature(BigInteger.ZERO, BigInteger.ZERO))).isFalse();
            assertThat(verifier.verify(DATA, signature(r, s.add(order)))).isFalse();
            assertThat(verifier.verify(DATA, signature(r.add(order), s))).isFalse();
            assertThat(verifier.verify(DATA, signature(r, order))).isFalse();
            assertThat(verifier.verify(DATA, signature(r.negate(), s))).isFalse();
            assertThat(verifier.verify(DATA, padded(r, s))).isFalse();
            assertThat(verifier.verify(DATA, three(r, s))).isFalse();
            assertThat(verifier.verify(DATA, new byte[0])).isFalse();
        }
    }

    @Test
    void refusesPointsOffTheCurve() {
        byte[] offSecp = hex("02" + "05".repeat(32));
        byte[] infinity = {0};
        byte[] offP256 = spki(Oid.P256, hex("04" + "01".repeat(64)));

        assertThatThrownBy(() -> Signatures.SECP256K1.verifier(offSecp)).hasMessageContaining("not on the curve");
        assertThatThrownBy(() -> Signatures.SECP256K1.verifier(infinity)).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Signatures.SECP256K1.verifier(new byte[33])).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Signatures.ECDSA.verifier(offP256)).hasMessageContaining("not on the curve");
        assertThatThrownBy(() -> Signatures.ECDSA.verifier(spki(Oid.P256, infinity)))
                .isInstanceOf(InvalidDataException.class);
    }

    @Test
    void takesP256Only() throws InvalidDataException {
        byte[] good = Signatures.ECDSA.signer(Signatures.ECDSA.generate(new SecureRandom())).publicKey();
        byte[] point = Arrays.copyOfRange(good, good.length - 65, good.length);
        byte[] hybrid = point.clone();
        hybrid[0] = (byte) (6 + (point[64] & 1));

        Signatures.ECDSA.verifier(spki(Oid.P256, point));
        assertThatThrownBy(() -> Signatures.ECDSA.verifier(spki(Oid.SECP256K1, point)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("expected 2a8648ce3d030107");
        assertThatThrownBy(() -> Signatures.ECDSA.verifier(spki(Oid.P256, hybrid)))
                .hasMessageContaining("uncompressed");
    }

    @Test
    void refusesSecretsOutsideTheGroup() {
        byte[] order = hex(SECP256K1_ORDER.toString(16));

        assertThatThrownBy(() -> Signatures.SECP256K1.signer(order)).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Signatures.SECP256K1.signer(new byte[32])).isInstanceOf(InvalidDataException.class);
        assertThatThrownBy(() -> Signatures.SECP256K1.signer(new byte[31])).isInstanceOf(InvalidDataException.class);
    }

    @Test
    void aSignerTellsNothingOfItsKey() throws InvalidDataException {
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        Arrays.fill(seed, (byte) 0xab);

        assertThat(Signatures.ED25519.signer(Ed25519Keys.privateKey(seed)).toString())
                .doesNotContainIgnoringCase("abab");
    }

    private static byte[] spki(byte[] curve, byte[] point) {
        byte[] algorithm = Der.element(Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, Oid.EC),
                Der.element(Der.OBJECT_IDENTIFIER, curve));
        return Der.element(Der.SEQUENCE, algorithm, Der.bitString(point));
    }

    private static byte[] signature(BigInteger r, BigInteger s) {
        return Der.element(Der.SEQUENCE, Der.integer(r), Der.integer(s));
    }

    private static byte[] padded(BigInteger r, BigInteger s) {
        return Der.element(Der.SEQUENCE, Der.element(Der.INTEGER, new byte[2], r.toByteArray()), Der.integer(s));
    }

    private static byte[] three(BigInteger r, BigInteger s) {
        return Der.element(Der.SEQUENCE, Der.integer(r), Der.integer(s), Der.integer(BigInteger.ONE));
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
