package dev.jlibp2p.interop.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Starts contenders: the JVM's on this process's own JVM and class path, the foreign ones from the paths given. */
final class Contenders {

    /** Ours with more options of the JVM, {@code ;} between them: two settings, or two builds, in one run. */
    private static final String VARIANT = "ours@";

    private static final int CLIENT_CORE = 1;

    private static final int SERVER_CORE = 0;

    private final Path logs;

    /** @param logs where the peers' stderr goes */
    Contenders(Path logs) throws IOException {
        this.logs = Files.createDirectories(logs);
    }

    Contender start(String name) throws IOException, InterruptedException {
        List<String> command = command(name);
        PeerProcess server = new PeerProcess(name + " server", command, SERVER_CORE, log(name, "server"));
        PeerProcess client = new PeerProcess(name + " client", command, CLIENT_CORE, log(name, "client"));
        Set<Workload> workloads = name.equals(Contender.BLOCKING)
                ? EnumSet.of(Workload.REQUESTS_1, Workload.REQUESTS_64)
                : EnumSet.allOf(Workload.class);
        return new Contender(name, client, server, workloads, warmUp(name));
    }

    /** A part of the warm-up of a JVM, whose compiler learns while it works: what runs as it was built needs little. */
    private static double warmUp(String name) {
        return switch (name) {
            case "go", "rust" -> 0.1;
            case "js", Contender.CEILING -> 0.3;
            default -> 1;
        };
    }

    /** A peer of ours alone, for what is measured without rivals. */
    PeerProcess startJava(String name, int core, List<String> options) throws IOException, InterruptedException {
        return new PeerProcess(name, java("JavaPeer", options), core, log("ours", name));
    }

    /** An application on the starter. */
    PeerProcess startStarter(int core) throws IOException, InterruptedException {
        return new PeerProcess("starter", java("StarterPeer", List.of()), core, log("starter", "server"));
    }

    private List<String> command(String name) {
        return switch (name) {
            case Contender.OURS -> java("JavaPeer", List.of());
            case Contender.BLOCKING -> {
                List<String> command = new ArrayList<>(java("JavaPeer", List.of()));
                command.add("--blocking");
                yield command;
            }
            case Contender.CEILING -> java("NettyPeer", List.of());
            default -> name.startsWith(VARIANT)
                    ? java("JavaPeer", List.of(name.substring(VARIANT.length()).split(";", -1)))
                    : List.of(foreign(name));
        };
    }

    private static List<String> java(String main, List<String> options) {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx512m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlogback.configurationFile=dev/jlibp2p/interop/peer-logback.xml"));
        command.addAll(List.of(System.getProperty("bench.jvm", "").split(" ", -1)));
        command.removeIf(String::isEmpty);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(options);
        command.add("dev.jlibp2p.interop.peer." + main);
        return command;
    }

    private static String foreign(String name) {
        String path = System.getProperty("bench.peer." + name);
        if (path == null || path.isEmpty()) {
            throw new IllegalArgumentException("contender " + name + " is not built: -Dbench.peer." + name
                    + " names no executable; see interop/peers/build");
        }
        return path;
    }

    private File log(String name, String side) {
        String variant = name.startsWith(VARIANT) ? "ours-" + Integer.toHexString(name.hashCode()) : name;
        return logs.resolve("bench-" + variant + "-" + side + ".log").toFile();
    }
}
