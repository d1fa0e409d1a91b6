package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jlibp2p.node.Dockerfile.Instruction;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** Follows the Dockerfile with the packaged jar, as far as that goes without an engine. */
@Timeout(240)
class ImageIT {

    private static final Path MODULE = Path.of("").toAbsolutePath();

    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Mounts everything for reading only, but for the data directory and /tmp, and proves it before it starts the node. */
    private static final String READ_ONLY = """
            set -eu
            mount --bind "$DATA" "$DATA"
            mount --bind "$SCRATCH" /tmp
            mount -o remount,bind,ro /
            for forbidden in "$IMAGE" "$HOME" /var/tmp; do
              if touch "$forbidden/probe" 2> /dev/null; then echo "$forbidden can be written"; exit 99; fi
            done
            touch "$DATA/probe" /tmp/probe
            exec "$@"
            """;

    private final Dockerfile dockerfile;

    @TempDir(factory = InTarget.class)
    private Path directory;

    private Path build = Path.of("");

    private Path image = Path.of("");

    ImageIT() throws IOException {
        dockerfile = Dockerfile.read(MODULE.resolve("Dockerfile"));
    }

    @BeforeEach
    void extractAsTheFirstStageDoes() throws Exception {
        build = Files.createDirectory(directory.resolve("build"));
        image = Files.createDirectory(directory.resolve("image"));
        List<String> jar = dockerfile.all("COPY").findFirst().orElseThrow().paths();
        Files.copy(theFile(jar.getFirst()), build.resolve(jar.getLast()));
        for (Instruction run : dockerfile.all("RUN").toList()) {
            assertThat(run.isExec()).as("needs no shell: %s", run).isTrue();
            execute(build, run.words());
        }
        for (Instruction copy : dockerfile.all("COPY").skip(1).toList()) {
            copyTree(onTheDisk(build, "/build/", copy.paths().getFirst()), target(copy));
        }
    }

    @Test
    void everyLayerThatHoldsSomethingIsCopied() throws IOException {
        List<String> copied = dockerfile.all("COPY").skip(1).map(copy -> copy.paths().getFirst()).toList();
        try (Stream<Path> layers = Files.list(build.resolve("layers"))) {
            assertThat(copied).containsAll(layers.filter(ImageIT::holdsSomething).map(ImageIT::name).toList());
        }

        assertThat(copied).contains("/build/layers/dependencies/", "/build/layers/application/")
                .doesNotHaveDuplicates();
    }

    @Test
    void itIsDescribedAndNotRoot() {
        assertThat(dockerfile.last("USER").arguments()).matches("[1-9]\\d*:[1-9]\\d*");
        assertThat(dockerfile.last("COPY").arguments()).as("the user's own data directory")
                .contains("--chown=" + dockerfile.last("USER").arguments() + " ")
                .endsWith(" " + dockerfile.last("VOLUME").arguments() + "/");
        assertThat(dockerfile.last("LABEL").arguments()).contains("org.opencontainers.image.title=")
                .contains("org.opencontainers.image.licenses=\"Apache-2.0\"");
        assertThat(dockerfile.all("ARG").map(Instruction::arguments)).contains("VERSION=" + version(),
                "JRE=eclipse-temurin:25-jre");
        assertThat(dockerfile.last("ENTRYPOINT").isExec()).as("needs no shell").isTrue();
        assertThat(dockerfile.last("ENV").arguments())
                .isEqualTo("LIBP2P_DATADIR=" + dockerfile.last("VOLUME").arguments());
        assertThat(dockerfile.all("CMD")).isEmpty();
    }

    @Test
    void itStartsAndStopsWithNothingToWriteToButItsDataAndTmp() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path scratch = Files.createDirectory(directory.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", READ_ONLY, "sh", JAVA));
        command.addAll(dockerfile.last("ENTRYPOINT").words().subList(1, 3));
        command.addAll(List.of("--server.port=0", "--libp2p.listen=/ip4/127.0.0.1/tcp/0"));
        ProcessBuilder process = new ProcessBuilder(command)
                .directory(onTheDisk(image, "/", dockerfile.last("WORKDIR").arguments()).toFile());
        process.environment().put("DATA", data.toString());
        process.environment().put("SCRATCH", scratch.toString());
        process.environment().put("IMAGE", image.toString());
        process.environment().put(dockerfile.last("ENV").arguments().replaceFirst("=.*", ""), data.toString());
        assumeTrue(canUnshare(), "this machine lets nobody make a mount namespace (unshare -rm)");

        try (NodeProcess node = new NodeProcess(process)) {
            assertThat(node.awaitStart()).as(node.log()).isTrue();
            assertThat(node.get("/actuator/health").body()).contains("\"status\":\"UP\"");
            assertThat(node.terminate()).as(node.log()).isEqualTo(143);
            assertThat(node.log()).doesNotContain("Read-only file system");
        }
        assertThat(data.resolve("identity.key")).exists();
    }

    private Path target(Instruction copy) {
        String path = copy.paths().getLast();
        String absolute = path.startsWith("/") ? path : dockerfile.last("WORKDIR").arguments() + "/" + path;
        return onTheDisk(image, "/", absolute);
    }

    private static Path onTheDisk(Path root, String prefix, String path) {
        assertThat(path).startsWith(prefix);
        return root.resolve(path.substring(prefix.length())).normalize();
    }

    /** The one file of the module that a pattern means, when .dockerignore has had its say. */
    private static Path theFile(String pattern) throws IOException {
        List<PathMatcher> ignored = Files.readAllLines(MODULE.resolve(".dockerignore"))
                .stream()
                .filter(line -> line.startsWith("target/"))
                .map(ImageIT::glob)
                .toList();
        assertThat(Files.readAllLines(MODULE.resolve(".dockerignore"))).startsWith("*", "!" + pattern);
        try (Stream<Path> files = Files.list(MODULE.resolve("target"))) {
            List<Path> found = files.filter(file -> glob(pattern).matches(MODULE.relativize(file)))
                    .filter(file -> ignored.stream().noneMatch(glob -> glob.matches(MODULE.relativize(file))))
                    .toList();
            assertThat(found).singleElement().isEqualTo(Path.of(System.getProperty("node.jar")));
            return found.getFirst();
        }
    }

    private static PathMatcher glob(String pattern) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    }

    private static void execute(Path directory, List<String> words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(words);
        command.replaceAll(word -> word.equals("java") ? JAVA : word);
        Process process = new ProcessBuilder(command).directory(directory.toFile()).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", words).isTrue();
        assertThat(process.exitValue()).as("%s", words).isZero();
    }

    private static boolean canUnshare() throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("unshare", "-rm", "true").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
    }

    private static boolean holdsSomething(Path directory) {
        String[] files = directory.toFile().list();
        return files != null && files.length > 0;
    }

    private static String name(Path layer) {
        return "/build/layers/" + layer.getFileName() + "/";
    }

    private static String version() {
        String jar = Path.of(System.getProperty("node.jar")).getFileName().toString();
        return jar.substring("libp2p-node-app-".length(), jar.length() - ".jar".length());
    }

    /** Not below /tmp, which is something else when everything is mounted for reading only. */
    private static final class InTarget implements TempDirFactory {

        @Override
        public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
                throws IOException {
            return Files.createTempDirectory(MODULE.resolve("target"), "image");
        }
    }
}
