package dev.jlibp2p.fuzz;

import dev.jlibp2p.testsupport.LeakDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Jazzer's own program in a child process: within one JVM only the first target would be attacked.
 *
 * @param exitCode 0 when nothing was found, {@link #FOUND} when something was
 * @param log all it said
 */
record JazzerRun(int exitCode, Path log) {
    static final int FOUND = 77;

    private static final Duration START_AND_END = Duration.ofSeconds(120);
    private static final Path ROOT = Path.of("target", "fuzz").toAbsolutePath();

    /** Attacks for so long, or until something is found. */
    static JazzerRun of(Class<?> target, List<byte[]> seeds, Duration time) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(ROOT.resolve(target.getSimpleName()));
        Path corpus = Files.createDirectories(directory.resolve("corpus"));
        for (int i = 0; i < seeds.size(); i++) {
            Files.write(corpus.resolve("seed-" + i), seeds.get(i));
        }
        Path log = directory.resolve("log.txt");
        Process process = new ProcessBuilder(command(target, corpus, time)).directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(time.plus(START_AND_END).toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException(
                        target.getName() + " did not end " + START_AND_END + " after its time; see " + log);
            }
            return new JazzerRun(process.exitValue(), log);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> command(Class<?> target, Path corpus, Duration time) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-Dio.netty.customResourceLeakDetector=" + LeakDetector.class.getName(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.getName(),
                "--instrumentation_includes=dev.jlibp2p.**",
                "--custom_hook_includes=dev.jlibp2p.**",
                "-max_total_time=" + time.toSeconds(),
                "-timeout=30",
                "-max_len=8192",
                "-seed=1",
                corpus.toString());
    }
}
