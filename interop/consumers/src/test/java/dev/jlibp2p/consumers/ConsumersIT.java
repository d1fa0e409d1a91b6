package dev.jlibp2p.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Blank projects that name the published coordinates, get ours from a repository made of this build and everything else from
 * where Maven gets it, and dial a peer.
 */
class ConsumersIT {

    private static final Path PROJECTS = Path.of("projects");

    private static final Path WORK = Path.of("target", "consumers").toAbsolutePath();

    private static final Path REPOSITORY = WORK.resolve("repository");

    /** Of the throw-away projects alone: what is being built here must not get into the user's. */
    private static final Path LOCAL = WORK.resolve("local");

    private static final Path GRADLE_LOCAL = WORK.resolve("gradle-local");

    private static final Path USERS = Path.of(System.getProperty("maven.local"));

    private static Host peer;

    @BeforeAll
    static void buildTheMavenProjects() throws Exception {
        // What Maven, or its stand-in, has of an earlier build it would not fetch again.
        delete(LOCAL.resolve("dev/jlibp2p"));
        delete(GRADLE_LOCAL.resolve("dev/jlibp2p"));
        for (PublishedModule module : PublishedModule.all()) {
            module.deploy(REPOSITORY);
        }
        List<String> names = List.of("boot-managed", "with-bom");
        for (String name : names) {
            Path sources = Files.createDirectories(WORK.resolve(name).resolve("src/main/java/com/example"));
            Files.writeString(sources.resolve("App.java"), Files.readString(PROJECTS.resolve("App.java")));
            Files.writeString(WORK.resolve(name).resolve("pom.xml"), filled(name + "/pom.xml"));
        }
        Files.writeString(WORK.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                    <modelVersion>4.0.0</modelVersion>
                    <groupId>com.example</groupId>
                    <artifactId>both</artifactId>
                    <version>1</version>
                    <packaging>pom</packaging>
                    <modules><module>%s</module></modules>
                </project>
                """.formatted(String.join("</module><module>", names)));
        peer = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").handler(new Echo()).start();
        Command.run(WORK, List.of(System.getProperty("maven.command"), "-B", "-ntp", "-q",
                "-Dmaven.repo.local=" + LOCAL, "-Dmaven.test.skip=true", "package"));
    }

    @AfterAll
    static void stopThePeer() {
        peer.stop();
    }

    @Test
    void aMavenProjectWithBootsVersionsDialsOnBootsNettyAndIsWarned() throws Exception {
        assertThat(runJar("boot-managed")).contains("ANSWER hello from " + peer.id())
                .contains("NETTY 4.2.17.Final")
                .contains("netty.version");
    }

    @Test
    void aMavenProjectWithTheBomDialsOnTheNettyItAligns() throws Exception {
        assertThat(runJar("with-bom")).contains("ANSWER hello from " + peer.id())
                .contains("NETTY 4.2.18.Final")
                .doesNotContain("netty.version");
    }

    @Test
    void whatGradlesNotationStandsForResolvesWithoutConflictAndDials() throws Exception {
        GradleNotation notation = GradleNotation.parse(filled("gradle/build.gradle.kts"));
        List<Path> classPath = notation.resolve(GRADLE_LOCAL, List.of(REPOSITORY, LOCAL, USERS));
        Path classes = Files.createDirectories(WORK.resolve("gradle/classes"));
        String jars = classPath.stream().map(Path::toString).collect(Collectors.joining(":"));
        assertThat(ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-parameters", "-classpath", jars, "-d", classes.toString(),
                        PROJECTS.resolve("App.java").toString()))
                .isZero();
        assertThat(run(WORK.resolve("gradle"), "-cp", jars + ":" + classes, "com.example.App"))
                .contains("ANSWER hello from " + peer.id())
                .contains("NETTY 4.2.18.Final");
    }

    private static String runJar(String name) throws IOException, InterruptedException {
        return run(WORK.resolve(name), "-jar", "target/" + name + "-1.jar");
    }

    private static String run(Path directory, String... program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Command.java(), "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of(program));
        command.add(peer.addresses().listen().getFirst().withoutPeer() + "/p2p/" + peer.id());
        command.addAll(List.of("--libp2p.listen=", "--libp2p.identity.type=ephemeral"));
        return Command.run(directory, command);
    }

    /** The project with versions, and with the repositories this test adds: the build's, and what the user's Maven has. */
    private static String filled(String file) throws IOException {
        String repositories = repository("repository", "build", REPOSITORY) + repository("repository", "user", USERS);
        String plugins = repository("pluginRepository", "user", USERS);
        return Files.readString(PROJECTS.resolve(file))
                .replace("@libp2p@", System.getProperty("product.version"))
                .replace("@boot@", System.getProperty("boot.version"))
                .replace("<!--@repositories@-->",
                        "<repositories>" + repositories + "</repositories><pluginRepositories>"
                                + plugins + "</pluginRepositories>");
    }

    private static String repository(String element, String id, Path directory) {
        return "<%1$s><id>%2$s</id><url>%3$s</url><snapshots><enabled>%4$s</enabled></snapshots></%1$s>"
                .formatted(element, id, directory.toUri(), id.equals("build"));
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
