package dev.jlibp2p.spring.test.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** A reader's project: sources, classes, and processes that run them on the class path of an application. */
final class Project {

    private final Path sources;

    private final Path classes;

    private final Path work;

    Project(Path directory) throws IOException {
        sources = Files.createDirectories(directory.resolve("src"));
        classes = Files.createDirectories(directory.resolve("classes"));
        work = Files.createDirectories(directory.resolve("work"));
    }

    void source(String name, String text) throws IOException {
        write(sources.resolve(name), text);
    }

    void resource(String name, String text) throws IOException {
        write(classes.resolve(name), text);
    }

    void compile() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-d", classes.toString(), "-parameters", "-proc:none",
                "--release", "21", "-cp", System.getProperty("java.class.path")));
        try (var files = Files.walk(sources)) {
            files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }

    /** Starts it, each time in a directory of its own. */
    Running run(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp", classes + File.pathSeparator + classPath(), main));
        command.addAll(Arrays.asList(arguments));
        return new Running(new ProcessBuilder(command).directory(Files.createTempDirectory(work, "node").toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** Without what is there for tests only. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("libp2p-spring-boot-starter-test"))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains("test"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A process and what it says. Closing it ends it. */
    static final class Running implements AutoCloseable {

        private static final int PATIENCE_SECONDS = 90;

        private static final String END = "(end of output)";

        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        private final List<String> seen = new ArrayList<>();

        private final Process process;

        Running(Process process) {
            this.process = process;
            Thread.ofVirtual().start(this::read);
        }

        /** The next line that holds {@code pattern}. */
        MatchResult await(String pattern) throws InterruptedException {
            for (String line = next(); line != null && !line.equals(END); line = next()) {
                Matcher matcher = Pattern.compile(pattern).matcher(line);
                seen.add(line);
                if (matcher.find()) {
                    return matcher;
                }
            }
            throw new AssertionError("nothing matches " + pattern + " in\n" + String.join("\n", seen));
        }

        @Override
        public void close() {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }

        private String next() throws InterruptedException {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return line == null ? END : line;
        }

        private void read() {
            try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
                output.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add(e.toString());
            }
            lines.add(END);
        }
    }
}
