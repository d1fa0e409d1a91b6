package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The benchmark of memory: what an idle connection and an idle stream cost the side that accepts, as the slope between a
 * smaller and a larger number of them. The heap is touched in full from the start, so that live heap after a collection and
 * resident memory can be added: the one grows by objects, the other by direct and native memory.
 */
public final class MemoryBench {

    private static final Path TARGET = Path.of(System.getProperty("bench.target", "interop/target"));

    private static final List<String> HEAP = List.of("-Xms768m", "-Xmx768m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC",
            "-XX:SoftRefLRUPolicyMSPerMB=0");

    /** Thousands of nodes, and so of event loops, in one process: not each with a pool of buffers. */
    private static final List<String> STRANGERS = List.of("-Xmx1500m", "-Dio.netty.allocator.type=unpooled");

    private static final int PASSES = 5;

    private static final int MOST_SAMPLES = 15;

    private static final double STILL = 0.002;

    private final Contenders contenders = new Contenders(TARGET);

    private final Map<String, Object> results = new LinkedHashMap<>();

    private final Progress progress = new Progress();

    private MemoryBench() throws IOException {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        MemoryBench bench = new MemoryBench();
        StringBuilder table = new StringBuilder(
                "| idle | heap | direct and native | together |\n|---|---:|---:|---:|\n");
        Options options = Options.of(arguments);
        Deadline deadline = Deadline.in(options.minutes());
        for (Stack stack : options.stacks()) {
            if (!deadline.hasPassed()) {
                table.append(bench.attempt(stack, options.quick() ? 1_500 : 3_000));
            }
        }
        if (options.streams() && options.stacks().contains(Stack.NOISE)) {
            table.append(bench.streams("stream with a ChannelStreamHandler", "/test/idle/1.0.0", 1_000, 11_000));
            table.append(bench.streams("stream with a blocking handler", "/test/idle-blocking/1.0.0", 1_000, 11_000));
        }
        Files.writeString(TARGET.resolve("bench-memory.json"),
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(bench.results));
        Files.writeString(TARGET.resolve("bench-memory.md"), table);
        System.out.println(table);
    }

    private String attempt(Stack stack, int many) throws InterruptedException {
        try {
            return connections(stack, 500, many);
        } catch (IOException e) {
            return "| connection (" + stack.title + ") | | | stalled or failed: " + e.getMessage() + " |\n";
        }
    }

    private String connections(Stack stack, int few, int many) throws IOException, InterruptedException {
        String what = "connection (" + stack.title + ", identify done)";
        progress.say(what + ": " + few + ", then " + many);
        try (PeerProcess server = contenders.startJava("memory-server", 0, HEAP, stack);
                PeerProcess client = contenders.startJava("memory-client", 1, STRANGERS, stack)) {
            client.ask("setups", Map.of("addr", server.address(), "count", many));
            Map<String, Object> more = new LinkedHashMap<>(Map.of("addr", server.address()));
            return row(what, List.of(pass(client, server, more, few, many)));
        }
    }

    /** In passes, whose median counts: what the compiler takes in the first one for code that is new is no stream's. */
    private String streams(String what, String protocol, int few, int many) throws IOException, InterruptedException {
        Stack stack = Stack.NOISE;
        progress.say(what + ": " + few + ", then " + many);
        try (PeerProcess server = contenders.startJava("memory-server", 0, HEAP, stack);
                PeerProcess client = contenders.startJava("memory-client", 1, STRANGERS, stack)) {
            Map<String, Object> more = new LinkedHashMap<>(Map.of("peer", server.peerId(), "protocol", protocol));
            List<Slopes> passes = new ArrayList<>();
            for (int i = 0; i < PASSES; i++) {
                client.ask("connect", Map.of("addr", server.address()));
                passes.add(pass(client, server, more, few, many));
                client.ask("disconnect", Map.of("peer", server.peerId()));
            }
            return row(what, passes);
        }
    }

    private static Slopes pass(PeerProcess client, PeerProcess server, Map<String, Object> more, int few, int many)
            throws IOException, InterruptedException {
        JsonNode before = grow(client, server, more, few);
        JsonNode after = grow(client, server, more, many - few);
        return new Slopes(slope(before, after, "heap", many - few), slope(before, after, "resident", many - few));
    }

    private String row(String what, List<Slopes> passes) {
        Slopes all = new Slopes(Spread.of(passes.stream().map(Slopes::heap).toList()).median(),
                Spread.of(passes.stream().map(Slopes::directAndNative).toList()).median());
        results.put(what, Map.of("bytes", all, "passes", passes));
        return "| %s | %,.0f | %,.0f | %,.0f bytes |%n".formatted(what, all.heap(), all.directAndNative(),
                all.heap() + all.directAndNative());
    }

    /** Bytes for each one. */
    private record Slopes(double heap, double directAndNative) {}

    private static JsonNode grow(PeerProcess client, PeerProcess server, Map<String, Object> arguments, int count)
            throws IOException, InterruptedException {
        for (int left = count; left > 0; left -= 1_000) {
            arguments.put("count", Math.min(left, 1_000));
            client.ask("idle", arguments);
        }
        return settled(server);
    }

    /** When the heap does not move any more: identify is over, what was closed is gone. */
    private static JsonNode settled(PeerProcess server) throws IOException, InterruptedException {
        JsonNode before = server.ask("memory", Map.of());
        for (int i = 0; i < MOST_SAMPLES; i++) {
            Thread.sleep(2_000);
            JsonNode now = server.ask("memory", Map.of());
            if (Math.abs(now.path("heap").asDouble() / before.path("heap").asDouble() - 1) < STILL) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private static double slope(JsonNode before, JsonNode after, String what, int count) {
        return (after.path(what).asDouble() - before.path(what).asDouble()) / count;
    }
}
