package dev.jlibp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** S8: one node at a time. */
class DataDirectoryLockTest {
    @TempDir
    private Path directory;

    @Test
    void keepsASecondNodeOfThisProcessOut() throws IOException {
        Path data = directory.resolve("data");
        try (DataDirectoryLock first = DataDirectoryLock.acquire(data)) {
            assertThat(first.directory()).isEqualTo(data);
            assertThatThrownBy(() -> DataDirectoryLock.acquire(data))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("libp2p.data-dir");
        }
    }

    @Test
    void keepsANodeOfThisProcessOutWhileAnotherProcessHoldsIt() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", where(DataDirectoryLock.class) + File.pathSeparator + where(Holder.class),
                Holder.class.getName(), directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = other.inputReader()) {
            assertThat(output.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> DataDirectoryLock.acquire(directory))
                    .hasMessageContaining("in use by another node");
        } finally {
            other.destroyForcibly().waitFor();
        }

        DataDirectoryLock.acquire(directory).close();
    }

    @Test
    void isGivenFreeAndTakenAgain() throws IOException {
        for (int start = 0; start < 3; start++) {
            DataDirectoryLock lock = DataDirectoryLock.acquire(directory);
            lock.close();
            lock.close();
        }
    }

    private static String where(Class<?> type) {
        return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
    }

    /** What the other process runs: takes the lock, says so, and waits to be ended. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            try (DataDirectoryLock lock = DataDirectoryLock.acquire(Path.of(arguments[0]))) {
                System.out.println("held");
                while (System.in.read() >= 0 && lock.directory().isAbsolute()) {
                    // until the pipe breaks
                }
            }
        }
    }
}
