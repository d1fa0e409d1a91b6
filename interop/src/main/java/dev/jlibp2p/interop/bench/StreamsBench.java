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
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The benchmark of streams beside each other: a hundred transfers at once against one, how evenly they share, and what small
 * requests wait for while the same connection carries all it can.
 */
public final class StreamsBench implements AutoCloseable {

    private static final Path TARGET = Path.of(System.getProperty("bench.target", "interop/target"));

    private static final int STREAMS = 100;

    private static final int REQUESTS = 400;

    private static final long FIRST = 64 << 20;

    private static final double MOST_WARM_UP_MINUTES = 0.75;

    private static final double MOST_LOADED_MINUTES = 0.5;

    private static final String UP = "upload";

    private static final String DOWN = "download";

    private final Options options;

    private final List<Contender> contenders = new ArrayList<>();

    private final Map<String, Long> amounts = new LinkedHashMap<>();

    private final Map<String, List<Round>> rounds = new LinkedHashMap<>();

    private final Map<Contender, String> failures = new LinkedHashMap<>();

    private final Progress progress = new Progress();

    private StreamsBench(Options options) {
        this.options = options;
    }

    /** What one contender did in one round: seconds of the same amount, milliseconds at the 99th percentile of requests. */
    private record Round(double one, double hundred, double fairness, double quiet, double loaded, double load) {

        double parallel() {
            return one / hundred;
        }

        double waiting() {
            return loaded / quiet;
        }
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        try (StreamsBench bench = new StreamsBench(Options.of(arguments))) {
            bench.run();
        }
    }

    private void run() throws IOException, InterruptedException {
        Contenders starts = new Contenders(TARGET);
        Deadline deadline = Deadline.in(options.minutes());
        for (Stack stack : options.stacks()) {
            for (String name : options.contenders()) {
                if (List.of(Contender.OURS, "go", "rust", "js").contains(name)) {
                    contenders.add(starts.start(name, stack));
                }
            }
        }
        for (Contender each : contenders) {
            progress.say("warm-up: " + each.name());
            attempt(each, "warm-up", () -> warmUp(each));
        }
        for (int round = 1; round <= options.rounds() && (round == 1 || !deadline.hasPassed()); round++) {
            progress.say("round " + round + " of " + options.rounds());
            List<Contender> order = new ArrayList<>(contenders);
            Collections.rotate(order, round);
            for (Contender each : order) {
                for (String direction : List.of(UP, DOWN)) {
                    attempt(each, direction, () -> rounds.computeIfAbsent(key(each, direction),
                            none -> new ArrayList<>()).add(measure(each, direction)));
                }
            }
            Files.writeString(TARGET.resolve("bench-streams.json"), new JsonMapper().writeValueAsString(rounds));
            Files.writeString(TARGET.resolve("bench-streams.md"), table());
        }
        System.out.println(table());
    }

    /** Whoever stalls is out, and the others go on. */
    private void attempt(Contender each, String what, Pairing.Step step) throws InterruptedException {
        if (failures.containsKey(each)) {
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            failures.put(each, each.name() + ": stalled or failed at " + what + ": " + e.getMessage());
            System.err.println(failures.get(each));
        }
    }

    private void warmUp(Contender each) throws IOException, InterruptedException {
        each.client().ask("connect", Map.of("addr", each.server().address()));
        for (String direction : List.of(UP, DOWN)) {
            double used = 0;
            long amount = FIRST;
            Deadline deadline = Deadline.in(MOST_WARM_UP_MINUTES);
            while (used < options.warmUpSeconds() * each.warmUp() && !deadline.hasPassed()) {
                double before = each.client().cpuSeconds();
                double seconds = transfer(each, direction, amount, 1).path("seconds").asDouble();
                transfer(each, direction, amount / STREAMS, STREAMS);
                requests(each);
                used += Math.max(each.client().cpuSeconds() - before, 0.01);
                amount = Math.clamp((long) (amount / Math.max(seconds, 0.001) * options.stepSeconds()), amount / 2,
                        amount * 4);
            }
            amounts.put(key(each, direction), amount);
        }
    }

    private Round measure(Contender each, String direction) throws IOException, InterruptedException {
        long amount = amounts.getOrDefault(key(each, direction), FIRST);
        double one = transfer(each, direction, amount, 1).path("seconds").asDouble();
        JsonNode hundred = transfer(each, direction, amount / STREAMS, STREAMS);
        double quiet = requests(each);
        double loaded = loaded(each, direction, amount);
        return new Round(one, hundred.path("seconds").asDouble(), fairness(hundred.path("eachSeconds")), quiet, loaded,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static JsonNode transfer(Contender each, String direction, long amount, int streams)
            throws IOException, InterruptedException {
        return each.client().answer("perf", begin(each, direction, amount, streams));
    }

    private static Future<JsonNode> begin(Contender each, String direction, long amount, int streams)
            throws IOException {
        return each.client()
                .begin("perf", Map.of("peer", each.server().peerId(), UP, direction.equals(UP) ? amount : 0, DOWN,
                        direction.equals(DOWN) ? amount : 0, "streams", streams));
    }

    private static double requests(Contender each) throws IOException, InterruptedException {
        return each.client().answer("reqres", beginRequests(each)).path("p99Ms").asDouble();
    }

    private static Future<JsonNode> beginRequests(Contender each) throws IOException {
        return each.client()
                .begin("reqres",
                        Map.of("peer", each.server().peerId(), "size", 1024, "count", REQUESTS, "inflight", 1));
    }

    /** Requests while one transfer follows the other. */
    private static double loaded(Contender each, String direction, long amount)
            throws IOException, InterruptedException {
        Future<JsonNode> transfer = begin(each, direction, amount, 1);
        Future<JsonNode> requests = beginRequests(each);
        Deadline deadline = Deadline.in(MOST_LOADED_MINUTES);
        while (!requests.isDone()) {
            if (deadline.hasPassed()) {
                throw new IOException(REQUESTS + " requests beside transfers were not answered within "
                        + MOST_LOADED_MINUTES * 60 + " s");
            }
            each.client().answer("perf", transfer);
            transfer = begin(each, direction, amount, 1);
        }
        each.client().answer("perf", transfer);
        return each.client().answer("reqres", requests).path("p99Ms").asDouble();
    }

    /** Jain's index of the rates of streams that carried the same: 1 if all were as fast, 1/n if one took everything. */
    private static double fairness(JsonNode seconds) {
        double sum = 0;
        double squares = 0;
        for (JsonNode each : seconds) {
            double rate = 1 / each.asDouble();
            sum += rate;
            squares += rate * rate;
        }
        return sum * sum / (seconds.size() * squares);
    }

    private String table() {
        StringBuilder table = new StringBuilder("%d rounds of %.1f s, median load average %.1f%n%n".formatted(
                options.rounds(), options.stepSeconds(),
                Spread.of(rounds.values().stream().flatMap(List::stream).map(Round::load).toList()).median()));
        table.append(
                "| | 100 streams ÷ one: rate | quartiles | Jain | p99 of 1 KiB quiet, ms | loaded, ms | loaded ÷ quiet |"
                        + "\n|---|---:|---:|---:|---:|---:|---:|\n");
        rounds.forEach((name, all) -> {
            Spread parallel = spread(all, Round::parallel);
            table.append("| %s | %.2f | %.2f–%.2f | %.3f | %.2f | %.2f | %.1f |%n".formatted(name, parallel.median(),
                    parallel.lower(), parallel.upper(), spread(all, Round::fairness).median(),
                    spread(all, Round::quiet).median(), spread(all, Round::loaded).median(),
                    spread(all, Round::waiting).median()));
        });
        failures.values().forEach(why -> table.append("\n- ").append(why));
        return table.toString();
    }

    private static Spread spread(List<Round> rounds, ToDoubleFunction<Round> value) {
        return Spread.of(rounds.stream().map(value::applyAsDouble).toList());
    }

    private static String key(Contender each, String direction) {
        return each.name() + ", " + direction;
    }

    @Override
    public void close() {
        contenders.forEach(Contender::close);
    }
}
