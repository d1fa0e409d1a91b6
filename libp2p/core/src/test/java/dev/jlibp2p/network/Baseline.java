package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Waits for what ends a moment later on other threads, and counts what a process holds. */
public final class Baseline {

    private static final long PAUSE = Duration.ofMillis(5).toNanos();

    private static final int PAUSES = 2_000;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private Baseline() {}

    /** Waits until {@code reached}, for ten seconds and more on a busy machine. */
    public static void await(BooleanSupplier reached, Supplier<String> otherwise) {
        for (int i = 0; i < PAUSES && !reached.getAsBoolean(); i++) {
            LockSupport.parkNanos(PAUSE);
        }
        assertThat(reached.getAsBoolean()).as(otherwise).isTrue();
    }

    /** Open descriptors of this process; 0 where the system does not tell. */
    public static long descriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
