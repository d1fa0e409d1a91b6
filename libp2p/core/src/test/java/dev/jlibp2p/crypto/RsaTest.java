package dev.jlibp2p.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X-1, C5: what an RSA key may be, before anything is computed with it. */
class RsaTest {
    private static final BigInteger EXPONENT = BigInteger.valueOf(65537);

    @ParameterizedTest
    @ValueSource(ints = {2048, 3072, 4096, 8192})
    void takesKeysUpToTheBounds(int bits) throws InvalidDataException {
        assertThat(Signatures.RSA.verifier(key(modulus(bits), EXPONENT)).verify(new byte[1], new byte[bits / 8]))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 512, 1024, 2047, 8193, 16384, 65536})
    void refusesKeysOutsideTheBounds(int bits) {
        assertThatThrownBy(() -> Signatures.RSA.verifier(key(modulus(bits), EXPONENT)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("expected");
    }

    @Test
    void refusesHugeKeysInLessThanAMillisecond() {
        byte[] huge = key(modulus(16384), EXPONENT);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[] times = new long[201];
        for (int round = 0; round < times.length; round++) {
            long start = threads.getCurrentThreadCpuTime();
            assertThatThrownBy(() -> Signatures.RSA.verifier(huge)).isInstanceOf(InvalidDataException.class);
            times[round] = threads.getCurrentThreadCpuTime() - start;
        }
        Arrays.sort(times);

        assertThat(Duration.ofNanos(times[times.length / 2])).isLessThan(Duration.ofMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2", "65536", "2147483649", "340282366920938463463374607431768211455"})
    void refusesExponentsThatProveNothingOrCostTooMuch(String exponent) {
        assertThatThrownBy(() -> Signatures.RSA.verifier(key(modulus(2048), new BigInteger(exponent))))
                .isInstanceOf(InvalidDataException.class);
    }

    @Test
    void refusesAnEvenModulus() {
        assertThatThrownBy(() -> Signatures.RSA.verifier(key(modulus(2048).subtract(BigInteger.ONE), EXPONENT)))
                .hasMessageContaining("odd");
    }

    /** one wrong length or tag anywhere, and a key is no key. */
    @Test
    void takesStrictDerOnly() {
        byte[] good = key(modulus(2048), EXPONENT);
        for (int length = 0; length < good.length; length++) {
            byte[] part = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> Signatures.RSA.verifier(part)).isInstanceOf(InvalidDataException.class);
        }
        assertThatThrownBy(() -> Signatures.RSA.verifier(Arrays.copyOf(good, good.length + 1)))
                .hasMessageContaining("too many");
        byte[] start = Arrays.copyOf(good, 33);
        for (int at = 0; at < start.length - 1; at++) {
            for (int change : new int[]{1, -1, 0x80}) {
                byte[] changed = good.clone();
                changed[at] += (byte) change;
                assertThatThrownBy(() -> Signatures.RSA.verifier(changed))
                        .as("byte %s changed by %s", at, change)
                        .isInstanceOf(InvalidDataException.class);
            }
        }
    }

    @Test
    void refusesAlgorithmsWithoutTheirNull() {
        byte[] algorithm = Der.element(Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, Oid.RSA));
        byte[] numbers = Der.element(Der.SEQUENCE, Der.integer(modulus(2048)), Der.integer(EXPONENT));

        assertThatThrownBy(() -> Signatures.RSA
                .verifier(Der.element(Der.SEQUENCE, algorithm, Der.bitString(numbers))))
                .isInstanceOf(InvalidDataException.class);
    }

    private static BigInteger modulus(int bits) {
        return BigInteger.TWO.pow(bits).subtract(BigInteger.ONE);
    }

    private static byte[] key(BigInteger modulus, BigInteger exponent) {
        byte[] numbers = Der.element(Der.SEQUENCE, Der.integer(modulus), Der.integer(exponent));
        byte[] algorithm = Der.element(Der.SEQUENCE, Der.element(Der.OBJECT_IDENTIFIER, Oid.RSA),
                Der.element(Der.NULL));
        return Der.element(Der.SEQUENCE, algorithm, Der.bitString(numbers));
    }
}
