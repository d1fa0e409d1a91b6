package dev.jlibp2p.spring.test.bare;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application in a JVM of its own, on a class path that has nothing but the auto-configuration, the library and Boot's
 * plainest starter: no actuator, Micrometer, web, messaging, validation or JSON.
 */
class BareApplicationTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    /** What the two modules and {@code spring-boot-starter} bring, each by the beginning of its file's name. */
    private static final Pattern NEEDED = Pattern
            .compile("(libp2p-core-|libp2p-spring-boot-autoconfigure-|spring-boot-\\d|"
                    + "spring-boot-autoconfigure-\\d|spring-(core|beans|context|aop|expression)-\\d|logback-|slf4j-|"
                    + "jul-to-slf4j-|commons-logging-|snakeyaml-|netty-|bcp|bcutil-|protobuf-java-|jspecify-).*\\.jar");

    /** Modules of this build that have not been packaged yet. */
    private static final Pattern BUILT = Pattern
            .compile(
                    ".*(libp2p/core|libp2p-spring-boot-autoconfigure)/target/classes|.*starter-test/target/test-classes");

    private static final List<String> ABSENT = List.of("org.springframework.boot.actuate.endpoint.annotation.Endpoint",
            "org.springframework.boot.health.contributor.Health",
            "io.micrometer.core.instrument.MeterRegistry",
            "io.micrometer.observation.ObservationRegistry",
            "org.springframework.web.context.WebApplicationContext",
            "org.springframework.messaging.Message",
            "jakarta.validation.Validator",
            "tools.jackson.databind.ObjectMapper",
            "dev.jlibp2p.spring.test.TestNetwork");

    @TempDir
    private Path directory;

    @Test
    @Timeout(120)
    void aBareApplicationStaysUpDialsIsDialledAndEndsWhenItsContextIsClosed() throws Exception {
        Process process = start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
                Host peer = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
            Multiaddr address = Multiaddr.of(answer(out, "listens"));
            for (String type : ABSENT) {
                tell(process, "find " + type);
                assertThat(answer(out, type)).isEqualTo("absent");
            }
            tell(process, "find org.springframework.boot.SpringApplication");
            assertThat(answer(out, "org.springframework.boot.SpringApplication")).isEqualTo("present");

            tell(process, "dial " + peer.id().addTo(peer.addresses().listen().getFirst()));
            assertThat(answer(out, "connected")).isEqualTo(peer.id().toString());
            assertThat(peer.connect(address).isOpen()).isTrue();
            assertThat(process.isAlive()).as("its main method has returned long since").isTrue();

            tell(process, "close");
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("nothing keeps it").isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(peer).within(SOON).hasPeers(0);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", classPath()));
        command.add(BareApplication.class.getName());
        command.addAll(List.of("--libp2p.data-dir=" + directory, "--libp2p.listen=/ip4/127.0.0.1/tcp/0",
                "--libp2p.discovery.bootstrap.peers="));
        return new ProcessBuilder(command).directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String classPath() {
        Stream<String> entries = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
        return entries.filter(BareApplicationTest::isNeeded).collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isNeeded(String entry) {
        String name = Path.of(entry).getFileName().toString();
        return BUILT.matcher(entry).matches() || NEEDED.matcher(name).matches() && !name.endsWith("-tests.jar");
    }

    private static void tell(Process process, String command) throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append(command).append('\n').flush();
    }

    /** The value of the next answer of that kind; the log goes by. */
    private static String answer(BufferedReader out, String kind) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.add(line);
            if (line.startsWith("> " + kind + " ")) {
                return line.substring(kind.length() + 3);
            }
        }
        throw new AssertionError("the process ended without '" + kind + "': " + String.join("\n", seen));
    }
}
