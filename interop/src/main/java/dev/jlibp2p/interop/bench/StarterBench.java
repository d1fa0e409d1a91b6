package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The benchmark of what the starter's handlers cost: one server that answers the same requests by a bare handler and by
 * annotated methods, over one connection, in rounds that take them in another order each time.
 */
public final class StarterBench {

    private static final Path TARGET = Path.of(System.getProperty("bench.target", "interop/target"));

    private static final String BARE = "/test/bare/1.0.0";

    private static final List<String> HANDLERS = List.of(BARE, "/test/annotated/1.0.0", "/test/annotated-text/1.0.0");

    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();

    private final Map<String, Long> amounts = new LinkedHashMap<>();

    private final Options options;

    private final PeerProcess client;

    private final PeerProcess server;

    private StarterBench(Options options, PeerProcess client, PeerProcess server) {
        this.options = options;
        this.client = client;
        this.server = server;
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        Contenders contenders = new Contenders(TARGET);
        try (PeerProcess server = contenders.startStarter(0);
                PeerProcess client = contenders.startJava("starter-client", 1, List.of(), Stack.NOISE)) {
            client.ask("connect", Map.of("addr", server.address()));
            StarterBench bench = new StarterBench(Options.of(arguments), client, server);
            bench.run();
            Files.writeString(TARGET.resolve("bench-starter.json"), new JsonMapper().writeValueAsString(bench.samples));
            Files.writeString(TARGET.resolve("bench-starter.md"), bench.table());
            System.out.println(bench.table());
        }
    }

    private void run() throws IOException, InterruptedException {
        Progress progress = new Progress();
        progress.say("warm-up");
        for (Workload workload : List.of(Workload.REQUESTS_1, Workload.REQUESTS_64)) {
            for (String handler : HANDLERS) {
                warmUp(workload, handler);
            }
        }
        for (int round = 1; round <= options.rounds(); round++) {
            progress.say("round " + round + " of " + options.rounds());
            for (Workload workload : List.of(Workload.REQUESTS_1, Workload.REQUESTS_64)) {
                List<String> order = new ArrayList<>(HANDLERS);
                Collections.rotate(order, round);
                for (String handler : order) {
                    Sample sample = step(workload, handler, round, amounts.getOrDefault(key(workload, BARE), 1L));
                    samples.computeIfAbsent(key(workload, handler), none -> new ArrayList<>()).add(sample);
                }
            }
        }
    }

    private void warmUp(Workload workload, String handler) throws IOException, InterruptedException {
        long amount = workload.first();
        double used = 0;
        while (used < options.warmUpSeconds()) {
            Sample sample = step(workload, handler, 0, amount);
            used += Math.max(sample.serverCpu(), 0.01);
            long next = (long) (amount / Math.max(sample.seconds(), 0.001) * options.stepSeconds());
            amount = Math.clamp(next, Math.max(1, amount / 2), amount * 4);
        }
        amounts.put(key(workload, handler), amount);
    }

    private Sample step(Workload workload, String handler, int round, long amount)
            throws IOException, InterruptedException {
        double clientBefore = client.cpuSeconds();
        double serverBefore = server.cpuSeconds();
        double seconds = client
                .ask("reqres", Map.of("peer", server.peerId(), "protocol", handler, "size", 1024, "count",
                        amount, "inflight", workload == Workload.REQUESTS_1 ? 1 : 64, "delimited", true))
                .path("seconds")
                .asDouble();
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Sample(round, amount, seconds, client.cpuSeconds() - clientBefore,
                server.cpuSeconds() - serverBefore, load);
    }

    private String table() {
        StringBuilder table = new StringBuilder("%d rounds of %.1f s, median load average %.1f%n%n".formatted(
                options.rounds(), options.stepSeconds(),
                Spread.of(samples.values().stream().flatMap(List::stream).map(Sample::load).toList()).median()));
        table.append("| workload | handler | /s | quartiles | server's CPU-s per 10,000 | ÷ bare: rate | quartiles |"
                + " work per CPU-s of the server |\n|---|---|---:|---:|---:|---:|---:|---:|\n");
        for (Workload workload : List.of(Workload.REQUESTS_1, Workload.REQUESTS_64)) {
            for (String handler : HANDLERS) {
                table.append(row(workload, handler));
            }
        }
        return table.toString();
    }

    private String row(Workload workload, String handler) {
        List<Sample> bare = samples.getOrDefault(key(workload, BARE), List.of());
        List<Sample> own = samples.getOrDefault(key(workload, handler), List.of());
        Spread rate = Spread.of(own.stream().map(sample -> sample.rate(workload)).toList());
        Spread cost = Spread.of(own.stream().map(sample -> sample.serverCpu() / sample.amount() * 10_000).toList());
        List<Double> rates = new ArrayList<>();
        List<Double> works = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            rates.add(bare.get(i).seconds() / own.get(i).seconds());
            works.add(bare.get(i).serverCpu() / own.get(i).serverCpu());
        }
        Spread ratio = Spread.of(rates);
        return "| %s | `%s` | %,.0f | %,.0f–%,.0f | %.2f | %.2f | %.2f–%.2f | %.2f |%n".formatted(workload.title,
                handler,
                rate.median(), rate.lower(), rate.upper(), cost.median(), ratio.median(), ratio.lower(), ratio.upper(),
                Spread.of(works).median());
    }

    private static String key(Workload workload, String handler) {
        return workload + " " + handler;
    }
}
