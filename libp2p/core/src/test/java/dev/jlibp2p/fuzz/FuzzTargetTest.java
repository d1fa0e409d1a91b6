package dev.jlibp2p.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same targets in a second and without Jazzer: every seed whole, cut at every byte, and with bytes changed. */
class FuzzTargetTest {
    private static final int CUTS = 128;
    private static final int CHANGES = 200;

    @TestFactory
    Stream<DynamicTest> damagedInputIsRefusedInOrder() {
        return FuzzTarget.ALL.stream().map(target -> DynamicTest.dynamicTest(target.name(), () -> damage(target)));
    }

    private static void damage(FuzzTarget target) {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(target.seeds()).as("seeds of %s", target.name()).isNotEmpty();
        for (byte[] seed : target.seeds()) {
            run(target, seed);
            for (int cut = 0; cut < Math.min(seed.length, CUTS); cut++) {
                run(target, Arrays.copyOf(seed, cut));
            }
            for (int i = 0; i < CHANGES; i++) {
                run(target, changed(seed, random));
            }
        }
    }

    private static byte[] changed(byte[] seed, SplittableRandom random) {
        byte[] changed = Arrays.copyOf(seed, seed.length + random.nextInt(3));
        for (int changes = random.nextInt(1, 4); changes > 0 && changed.length > 0; changes--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static void run(FuzzTarget target, byte[] input) {
        try {
            target.input().run(input);
        } catch (Exception | Error e) {
            fail(target.name() + " breaks on " + HexFormat.of().formatHex(input), e);
        }
    }
}
