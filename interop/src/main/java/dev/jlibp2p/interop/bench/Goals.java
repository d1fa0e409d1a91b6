package dev.jlibp2p.interop.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the measured figures say to the goals; a row of the table for each. */
final class Goals {

    private static final double KIBIBYTE = 1024;

    private final Figures figures;

    private final List<String> rows = new ArrayList<>();

    private Goals(Figures figures) {
        this.figures = figures;
    }

    static String table(Figures figures) {
        Goals goals = new Goals(figures);
        goals.transfers();
        goals.streams();
        goals.memory();
        goals.roundTrips();
        return "| goal | | measured | by CPU | |\n|---|---:|---:|---:|---|\n" + String.join("", goals.rows);
    }

    private void transfers() {
        for (String direction : List.of("upload", "download")) {
            against(direction, "+tls", 1.2, "go", "rust");
        }
        for (String direction : List.of("upload", "download")) {
            against(direction, "", 1.0, "go", "rust");
            against(direction, "", 0.3, Contender.CEILING);
        }
        for (String direction : List.of("upload", "download")) {
            against(direction, "+quic", 1.0, "go");
            against(direction, "+quic", 1.0, "rust");
            against(direction, "+quic", 0.9, Contender.QUIC_CEILING);
        }
    }

    /** Against the best of {@code others}. */
    private void against(String direction, String stack, double wanted, String... others) {
        Optional<Double> rate = Optional.empty();
        Optional<Double> byCpu = Optional.empty();
        for (String other : others) {
            boolean bare = other.startsWith(Contender.CEILING);
            String name = bare ? other : other + stack;
            rate = least(rate, figures.ratio(direction, Contender.OURS + stack, name, Figures.RATE));
            byCpu = least(byCpu, figures.ratio(direction, Contender.OURS + stack, name, Figures.BY_CPU));
        }
        String whom = others.length > 1 ? "the best of " + String.join(" and ", others) : others[0];
        row(title(stack) + ", " + direction + " ÷ " + whom, wanted, true, rate, byCpu);
    }

    private void streams() {
        for (String stack : List.of("", "+tls", "+quic")) {
            for (String direction : List.of("upload", "download")) {
                String name = Contender.OURS + stack + ", " + direction;
                String title = title(stack) + ", " + direction;
                row(title + ", 100 streams ÷ one", 0.9, true, figures.streams(name, "parallel"), Optional.empty());
                row(title + ", Jain's index of 100 streams", 0.95, true, figures.streams(name, "fairness"),
                        Optional.empty());
                row(title + ", p99 of 1 KiB loaded ÷ quiet", 10, false, figures.streams(name, "waiting"),
                        Optional.empty());
            }
        }
    }

    private void memory() {
        if (figures.connections().isEmpty()) {
            row("KiB of an idle connection", 32, false, Optional.empty(), Optional.empty());
        }
        figures.connections()
                .forEach((what, bytes) -> row("KiB of an idle " + what, what.contains("Noise") ? 32 : 64,
                        false, Optional.of(bytes / KIBIBYTE), Optional.empty()));
    }

    private void roundTrips() {
        if (figures.roundTrips().isEmpty()) {
            row("round trips until the first byte", 3.1, false, Optional.empty(), Optional.empty());
        }
        figures.roundTrips().forEach((name, median) -> {
            boolean choice = name.startsWith("Noise before TLS") && name.endsWith("stranger");
            double wanted = name.startsWith("QUIC") ? 2.1 : choice ? 4.1 : 3.1;
            row("round trips, " + name, wanted, false, Optional.of(median), Optional.empty());
        });
    }

    private void row(String what, double wanted, boolean atLeast, Optional<Double> measured, Optional<Double> byCpu) {
        String verdict = measured.map(value -> atLeast ? value >= wanted : value <= wanted)
                .map(met -> met ? "met" : "missed")
                .orElse("not measured");
        rows.add("| %s | %s %s | %s | %s | %s |%n".formatted(what, atLeast ? "≥" : "≤", number(wanted),
                measured.map(Goals::number).orElse(""), byCpu.map(Goals::number).orElse(""), verdict));
    }

    private static Optional<Double> least(Optional<Double> one, Optional<Double> other) {
        return one.isEmpty() || other.isPresent() && other.get() < one.get() ? other : one;
    }

    private static String title(String stack) {
        return switch (stack) {
            case "+tls" -> Stack.TLS.title;
            case "+quic" -> Stack.QUIC.title;
            default -> Stack.NOISE.title;
        };
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 20 ? "%.0f" : "%.2f", value);
    }
}
