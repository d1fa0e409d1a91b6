package dev.jlibp2p.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Attacks every target for {@code -Dfuzz.seconds=20} each, two at a time; nought leaves it out. */
@EnabledIfSystemProperty(named = "fuzz.seconds", matches = "[1-9][0-9]*", disabledReason = "set -Dfuzz.seconds=20 to fuzz")
class FuzzIT {
    private static final Duration CANARY_TIME = Duration.ofSeconds(60);
    private static final ExecutorService TWO_AT_A_TIME = Executors.newFixedThreadPool(2);

    private final Duration time = Duration.ofSeconds(Long.getLong("fuzz.seconds"));

    @AfterAll
    static void endTheChildren() {
        TWO_AT_A_TIME.shutdownNow();
    }

    @TestFactory
    Stream<DynamicTest> nothingIsFoundExceptTheCanary() {
        Future<JazzerRun> canary = start(CanaryFuzz.class, List.of(), CANARY_TIME);
        List<DynamicTest> others = FuzzTarget.ALL.stream().map(this::clean).toList();
        DynamicTest planted = DynamicTest.dynamicTest("the planted bug is found",
                () -> assertExitCode(canary.get(), JazzerRun.FOUND));

        return Stream.concat(Stream.of(planted), others.stream());
    }

    private DynamicTest clean(FuzzTarget target) {
        Future<JazzerRun> run = start(target.type(), target.seeds(), time);
        return DynamicTest.dynamicTest(target.name() + " finds nothing", () -> assertExitCode(run.get(), 0));
    }

    private static Future<JazzerRun> start(Class<?> target, List<byte[]> seeds, Duration time) {
        return TWO_AT_A_TIME.submit(() -> JazzerRun.of(target, seeds, time));
    }

    private static void assertExitCode(JazzerRun run, int expected) throws IOException {
        List<String> lines = Files.readAllLines(run.log());
        assertThat(run.exitCode()).as("%s says:%n%s", run.log(),
                String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()))).isEqualTo(expected);
    }
}
