package dev.jlibp2p.interop.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** The results for people and for programs. */
final class Report {

    private final Options options;

    private final List<Contender> contenders;

    private final List<Pairing> pairings;

    Report(Options options, List<Contender> contenders, List<Pairing> pairings) {
        this.options = options;
        this.contenders = contenders;
        this.pairings = pairings;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(conditions()).append("\n\n");
        for (Workload workload : options.chosenWorkloads()) {
            options.stacks().forEach(stack -> table(text, workload, stack));
        }
        pairings.forEach(pairing -> pairing.failure()
                .ifPresent(why -> text.append("- ").append(pairing.name()).append(": ").append(why).append('\n')));
        return text.toString();
    }

    String json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("conditions", conditions());
        Map<String, String> libraries = new LinkedHashMap<>();
        contenders.forEach(each -> libraries.put(each.name(), each.server().library()));
        all.put("libraries", libraries);
        List<Object> results = new ArrayList<>();
        for (Workload workload : options.chosenWorkloads()) {
            for (Pairing pairing : pairings) {
                if (!pairing.samples(workload).isEmpty()) {
                    results.add(result(workload, pairing));
                }
            }
        }
        all.put("results", results);
        Map<String, String> failures = new LinkedHashMap<>();
        pairings.forEach(each -> each.failure().ifPresent(why -> failures.put(each.name(), why)));
        all.put("failures", failures);
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }

    private Map<String, Object> result(Workload workload, Pairing pairing) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("workload", workload.name());
        result.put("pairing", pairing.name());
        result.put("rateUnit", workload.rateUnit);
        result.put("rate", spread(pairing, sample -> sample.rate(workload), workload));
        result.put("rateByCpu", spread(pairing, sample -> sample.rateByCpu(workload), workload));
        result.put("costUnit", "CPU-s per " + workload.costUnit);
        result.put("cost", spread(pairing, sample -> sample.cost(workload), workload));
        result.put("samples", pairing.samples(workload));
        return result;
    }

    private String conditions() {
        List<String> parts = new ArrayList<>(
                contenders.stream().map(each -> each.name() + " = " + each.server().library()).toList());
        double load = Spread.of(pairings.stream()
                .flatMap(pairing -> options.chosenWorkloads().stream().flatMap(each -> pairing.samples(each).stream()))
                .map(Sample::load)
                .toList()).median();
        parts.add("Java " + Runtime.version());
        parts.add("Linux " + System.getProperty("os.version"));
        parts.add(ManagementFactory.getOperatingSystemMXBean().getAvailableProcessors() + " cores, median load average "
                + number(load));
        parts.add(options.rounds() + " rounds of " + number(options.stepSeconds()) + " s");
        return String.join("; ", parts);
    }

    private void table(StringBuilder text, Workload workload, Stack stack) {
        if (pairings.stream().noneMatch(each -> each.speaks(stack) && !each.samples(workload).isEmpty())) {
            return;
        }
        text.append("**").append(workload.title).append(", ").append(stack.title).append("**");
        ceiling(stack).filter(netty -> !netty.samples(workload).isEmpty())
                .ifPresent(netty -> text.append(" (noise: the ceiling's own interquartile range is ")
                        .append(percent(spread(netty, sample -> sample.rate(workload), workload).relative()))
                        .append(" of its rate, ")
                        .append(percent(spread(netty, sample -> sample.cost(workload), workload).relative()))
                        .append(" of its CPU)"));
        text.append("\n\n| | ")
                .append(workload.rateUnit)
                .append(" | quartiles | by CPU | CPU-s per ")
                .append(workload.costUnit);
        text.append(
                " | quartiles | ours ÷ it: rate | by CPU | work per CPU-s |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (Pairing pairing : pairings) {
            if (pairing.speaks(stack) && !pairing.samples(workload).isEmpty()) {
                row(text, workload, stack, pairing);
            }
        }
        text.append('\n');
    }

    private void row(StringBuilder text, Workload workload, Stack stack, Pairing pairing) {
        Ratios ratios = new Ratios(workload, ours(stack), pairing);
        Spread rate = spread(pairing, sample -> sample.rate(workload), workload);
        Spread cost = spread(pairing, sample -> sample.cost(workload), workload);
        Spread byCpu = spread(pairing, sample -> sample.rateByCpu(workload), workload);
        List<String> cells = List.of("| " + pairing.name(), number(rate.median()), range(rate), number(byCpu.median()),
                number(cost.median()), range(cost), ratios.of(sample -> sample.rate(workload)),
                ratios.of(sample -> sample.rateByCpu(workload)),
                ratios.of(sample -> 1 / sample.cost(workload)));
        text.append(String.join(" | ", cells)).append(" |\n");
    }

    /** Of ours and one other, round by round. */
    private record Ratios(Workload workload, Optional<Pairing> ours, Pairing other) {

        String of(ToDoubleFunction<Sample> value) {
            if (ours.isEmpty() || ours.get() == other || ours.get().samples(workload).isEmpty()) {
                return "";
            }
            List<Sample> mine = ours.get().samples(workload);
            List<Sample> theirs = other.samples(workload);
            return number(Spread.of(IntStream.range(0, Math.min(mine.size(), theirs.size()))
                    .mapToObj(round -> value.applyAsDouble(mine.get(round)) / value.applyAsDouble(theirs.get(round)))
                    .toList()).median());
        }
    }

    private Optional<Pairing> ours(Stack stack) {
        return pairings.stream().filter(each -> each.isOurs() && each.speaks(stack)).findFirst();
    }

    private Optional<Pairing> ceiling(Stack stack) {
        return pairings.stream().filter(each -> each.name().equals(stack.ceiling())).findFirst();
    }

    private static Spread spread(Pairing pairing, ToDoubleFunction<Sample> value, Workload workload) {
        return Spread.of(pairing.samples(workload).stream().map(value::applyAsDouble).toList());
    }

    private static String range(Spread spread) {
        return number(spread.lower()) + "–" + number(spread.upper());
    }

    private static String percent(double part) {
        return "%.0f %%".formatted(100 * part);
    }

    private static String number(double value) {
        return value >= 100
                ? "%,.0f".formatted(value)
                : String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}
