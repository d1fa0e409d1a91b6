package dev.jlibp2p.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, on the JDK of this test. */
final class Command {

    private static final long MINUTES = 5;

    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

    private Command() {}

    static String java() {
        return JAVA_HOME.resolve("bin/java").toString();
    }

    /** What it printed; fails if it does not end well. */
    static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path log = directory.resolve("output.log");
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", JAVA_HOME.toString());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("%s has ended", command.getFirst()).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(log, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as("exit of %s, which printed:%n%s", command, output).isZero();
        return output;
    }
}
