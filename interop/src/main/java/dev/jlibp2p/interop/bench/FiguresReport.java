package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures as the documents show them: the goals, and the tables they come from. */
final class FiguresReport {

    /** What the parts of the benchmark leave behind, without the ending. */
    static final List<String> FILES = List.of("bench", "bench-streams", "bench-memory", "bench-round-trips");

    private final Figures figures;

    private final List<String> tables;

    private final List<String> failures;

    private FiguresReport(Figures figures, List<String> tables, List<String> failures) {
        this.figures = figures;
        this.tables = tables;
        this.failures = failures;
    }

    static FiguresReport read(Path target, List<String> failures) throws IOException {
        List<String> tables = new ArrayList<>();
        for (String name : FILES) {
            Path file = target.resolve(name + ".md");
            tables.add(Files.exists(file) ? Files.readString(file) : "Not measured.\n");
        }
        return new FiguresReport(new Figures(target), tables, failures);
    }

    /** For RESULTS.md. */
    String results() {
        StringBuilder text = new StringBuilder("### Against the goals\n\n").append(Goals.table(figures));
        failures.forEach(failure -> text.append("\n- ").append(failure));
        List<String> titles = List.of("Speed", "Streams beside each other", "Idle connections",
                "Round trips until the first byte");
        for (int i = 0; i < FILES.size(); i++) {
            text.append("\n### ").append(titles.get(i)).append("\n\n").append(tables.get(i).strip());
            text.append('\n');
        }
        return text.toString();
    }

    /** For the README. */
    String readme() {
        StringBuilder text = new StringBuilder(figures.conditions()).append(".\n\n");
        text.append("| | ours | go | rust | ours ÷ go | ours ÷ rust | ours ÷ go, work per CPU-s |\n");
        text.append("|---|---:|---:|---:|---:|---:|---:|\n");
        for (Stack stack : Stack.values()) {
            for (Workload workload : List.of(Workload.UPLOAD, Workload.DOWNLOAD)) {
                text.append(row(workload, stack));
            }
        }
        for (Workload workload : List.of(Workload.REQUESTS_1, Workload.REQUESTS_64, Workload.SETUPS)) {
            text.append(row(workload, Stack.NOISE));
        }
        figures.connections()
                .forEach((what, bytes) -> text
                        .append("\nAn idle %s costs %.1f KiB.".formatted(what, bytes / 1024)));
        return text.append('\n').toString();
    }

    private String row(Workload workload, Stack stack) {
        String suffix = stack == Stack.NOISE ? "" : "+" + stack.name().toLowerCase(Locale.ROOT);
        List<String> cells = new ArrayList<>();
        cells.add(workload.title + ", " + stack.title + ", " + workload.rateUnit);
        for (String name : List.of(Contender.OURS, "go", "rust")) {
            cells.add(number(figures.median(workload.name(), name + suffix, Figures.RATE)));
        }
        for (String name : List.of("go", "rust")) {
            cells.add(number(
                    figures.ratio(workload.name(), Contender.OURS + suffix, name + suffix, Figures.RATE)));
        }
        cells.add(number(figures.ratio(workload.name(), Contender.OURS + suffix, "go" + suffix, Figures.PER_CPU)));
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String number(Optional<Double> value) {
        return value.map(each -> String.format(Locale.ROOT, each >= 100 ? "%,.0f" : "%.2f", each)).orElse("–");
    }
}
