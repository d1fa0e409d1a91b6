package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The samples that the benchmarks have left in files; what was not measured is not there. */
final class Figures {

    static final BiFunction<Workload, Sample, Double> RATE = (workload, sample) -> sample.rate(workload);

    static final BiFunction<Workload, Sample, Double> BY_CPU = (workload, sample) -> sample.rateByCpu(workload);

    static final BiFunction<Workload, Sample, Double> PER_CPU = (workload, sample) -> 1 / sample.cost(workload);

    private static final JsonMapper JSON = new JsonMapper();

    private final JsonNode speed;

    private final JsonNode streams;

    private final JsonNode memory;

    private final JsonNode roundTrips;

    Figures(Path target) throws IOException {
        speed = read(target.resolve("bench.json"));
        streams = read(target.resolve("bench-streams.json"));
        memory = read(target.resolve("bench-memory.json"));
        roundTrips = read(target.resolve("bench-round-trips.json"));
    }

    private static JsonNode read(Path file) throws IOException {
        return Files.exists(file) ? JSON.readTree(Files.readString(file)) : MissingNode.getInstance();
    }

    String conditions() {
        return speed.path("conditions").asString("no speed was measured");
    }

    /** The median of one contender's value. */
    Optional<Double> median(String workload, String pairing, BiFunction<Workload, Sample, Double> value) {
        Workload what = workload(workload);
        List<Sample> all = samples(what, pairing);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(all.stream().map(sample -> value.apply(what, sample)).toList()).median());
    }

    /** The median of the ratios of two contenders in the rounds that both finished. */
    Optional<Double> ratio(String workload, String ours, String other, BiFunction<Workload, Sample, Double> value) {
        Workload what = workload(workload);
        List<Double> ratios = new ArrayList<>();
        for (Sample mine : samples(what, ours)) {
            samples(what, other).stream()
                    .filter(theirs -> theirs.round() == mine.round())
                    .forEach(theirs -> ratios.add(value.apply(what, mine) / value.apply(what, theirs)));
        }
        return ratios.isEmpty() ? Optional.empty() : Optional.of(Spread.of(ratios).median());
    }

    /** The median over the rounds of one contender in one direction. */
    Optional<Double> streams(String name, String what) {
        ToDoubleFunction<JsonNode> value = switch (what) {
            case "parallel" -> round -> round.path("one").asDouble() / round.path("hundred").asDouble();
            case "waiting" -> round -> round.path("loaded").asDouble() / round.path("quiet").asDouble();
            default -> round -> round.path(what).asDouble();
        };
        List<Double> all = new ArrayList<>();
        streams.path(name).forEach(round -> all.add(value.applyAsDouble(round)));
        return all.isEmpty() ? Optional.empty() : Optional.of(Spread.of(all).median());
    }

    /** Bytes of one idle connection, by what it is. */
    Map<String, Double> connections() {
        Map<String, Double> all = new LinkedHashMap<>();
        memory.forEachEntry((what, row) -> all.put(what,
                row.path("bytes").path("heap").asDouble() + row.path("bytes").path("directAndNative").asDouble()));
        return all;
    }

    /** Medians of our own dials, by whom they were to and what was known of the peer. */
    Map<String, Double> roundTrips() {
        Map<String, Double> all = new LinkedHashMap<>();
        roundTrips.forEachEntry((name, dials) -> {
            if (name.contains(": " + Contender.OURS)) {
                List<Double> each = new ArrayList<>();
                dials.forEach(dial -> each.add(dial.path("firstByte").asDouble() * RoundTripBench.PER_SECOND));
                all.put(name, Spread.of(each).median());
            }
        });
        return all;
    }

    private List<Sample> samples(Workload workload, String pairing) {
        List<Sample> all = new ArrayList<>();
        speed.path("results").forEach(result -> {
            if (result.path("workload").asString("").equals(workload.name())
                    && result.path("pairing").asString("").equals(pairing)) {
                result.path("samples").forEach(sample -> all.add(JSON.treeToValue(sample, Sample.class)));
            }
        });
        return all;
    }

    private static Workload workload(String name) {
        return Workload.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
