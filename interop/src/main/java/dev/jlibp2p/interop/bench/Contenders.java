package dev.jlibp2p.interop.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Starts contenders: the JVM's on this process's own JVM and class path, the foreign ones from the paths given. */
final class Contenders {

    /** Ours with more options of the JVM, {@code ;} between them: two settings, or two builds, in one run. */
    private static final String VARIANT = "ours@";

    private static final String LOOPBACK = "127.0.0.1";

    private static final int CLIENT_CORE = 1;

    private static final int SERVER_CORE = 0;

    private final Path logs;

    /** @param logs where the peers' stderr goes */
    Contenders(Path logs) throws IOException {
        this.logs = Files.createDirectories(logs);
    }

    /** Both processes of a library, each on a core of its own, on one stack. */
    Contender start(String name, Stack stack) throws IOException, InterruptedException {
        boolean bare = name.equals(Contender.CEILING) || name.equals(Contender.QUIC_CEILING);
        String label = bare || stack == Stack.NOISE ? name : name + "+" + stack.name().toLowerCase(Locale.ROOT);
        List<String> arguments = stack.arguments(LOOPBACK);
        PeerProcess server = new PeerProcess(label + " server", core(SERVER_CORE), command(name), arguments,
                log(label, "server"));
        PeerProcess client = new PeerProcess(label + " client", core(CLIENT_CORE), command(name), arguments,
                log(label, "client"));
        return new Contender(label, stacks(name, stack), client, server, workloads(name), warmUp(name));
    }

    private static Set<Stack> stacks(String name, Stack stack) {
        return name.equals(Contender.CEILING) ? EnumSet.of(Stack.NOISE, Stack.TLS) : EnumSet.of(stack);
    }

    private static Set<Workload> workloads(String name) {
        return switch (name) {
            case Contender.BLOCKING -> EnumSet.of(Workload.REQUESTS_1, Workload.REQUESTS_64);
            case Contender.QUIC_CEILING -> EnumSet.of(Workload.UPLOAD, Workload.DOWNLOAD);
            default -> EnumSet.allOf(Workload.class);
        };
    }

    /** A part of the warm-up of a JVM, whose compiler learns while it works: what runs as it was built needs little. */
    private static double warmUp(String name) {
        return switch (name) {
            case "go", "rust" -> 0.1;
            case "js", Contender.CEILING, Contender.QUIC_CEILING -> 0.3;
            default -> 1;
        };
    }

    /** A peer of ours alone, for what is measured without rivals. */
    PeerProcess startJava(String name, int core, List<String> options, Stack stack)
            throws IOException, InterruptedException {
        return new PeerProcess(name, core(core), java("JavaPeer", options), stack.arguments(LOOPBACK),
                log("ours", name));
    }

    /** Any peer in any place, with any arguments. */
    PeerProcess start(String name, List<String> place, List<String> arguments, String role)
            throws IOException, InterruptedException {
        return new PeerProcess(name + " " + role, place, command(name), arguments, log(name, role));
    }

    /** An application on the starter. */
    PeerProcess startStarter(int core) throws IOException, InterruptedException {
        return new PeerProcess("starter", core(core), java("StarterPeer", List.of()), Stack.NOISE.arguments(LOOPBACK),
                log("starter", "server"));
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
            case Contender.QUIC_CEILING -> java("NettyQuicPeer", List.of());
            default -> name.startsWith(VARIANT)
                    ? java("JavaPeer", List.of(name.substring(VARIANT.length()).split(";", -1)))
                    : List.of(foreign(name));
        };
    }

    private static List<String> core(int core) {
        return List.of("taskset", "-c", Integer.toString(core));
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
