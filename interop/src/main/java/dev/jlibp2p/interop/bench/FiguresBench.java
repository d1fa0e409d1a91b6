package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All that the goals of speed and memory ask for, one after the other and each with its own share of the time, so that it always
 * ends: transfers, requests and set-ups, streams beside each other, idle connections, round trips. Afterwards
 * {@code interop/target/figures.md} and {@code figures-readme.md} are what {@code interop/bench/publish} puts into the documents.
 * With {@code --smoke} everything is as short as can be, to see whether it runs.
 */
public final class FiguresBench {

    private static final Path TARGET = Path.of(System.getProperty("bench.target", "interop/target"));

    private final List<String> arguments;

    private final boolean smoke;

    private final List<String> failures = new ArrayList<>();

    private FiguresBench(List<String> arguments) {
        this.arguments = arguments;
        this.smoke = arguments.contains("--smoke");
    }

    @FunctionalInterface
    private interface Part {

        void run(String... arguments) throws IOException, InterruptedException;
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        // Steps take a second; nobody may hold up the others for long.
        System.setProperty("bench.patience", System.getProperty("bench.patience", "90"));
        new FiguresBench(Arrays.asList(arguments)).run();
    }

    private void run() throws IOException, InterruptedException {
        for (String name : FiguresReport.FILES) {
            Files.deleteIfExists(TARGET.resolve(name + ".json"));
            Files.deleteIfExists(TARGET.resolve(name + ".md"));
        }
        part("speed", 10, Bench::main, "--rounds 5 --seconds 1 --warm-up 9 --no-pairings --requests-once",
                "--rounds 1 --seconds 0.2 --warm-up 0.5 --no-pairings --requests-once");
        part("streams", 6, StreamsBench::main, "--rounds 4 --seconds 0.5 --warm-up 5",
                "--rounds 1 --seconds 0.2 --warm-up 0.5");
        part("memory", 4, MemoryBench::main, "--quick --no-streams", "--quick --no-streams");
        part("round trips", 3, RoundTripBench::main, "--rounds 3", "--rounds 1");
        FiguresReport report = FiguresReport.read(TARGET, failures);
        Files.writeString(TARGET.resolve("figures.md"), report.results());
        Files.writeString(TARGET.resolve("figures-readme.md"), report.readme());
        System.out.println(report.results());
    }

    private void part(String what, double minutes, Part part, String full, String quick)
            throws InterruptedException {
        System.err.println("== " + what);
        List<String> all = new ArrayList<>(List.of((smoke ? quick : full).split(" ", -1)));
        all.addAll(List.of("--stacks", "noise,tls,quic", "--minutes", Double.toString(smoke ? minutes / 4 : minutes)));
        all.addAll(arguments);
        try {
            part.run(all.toArray(String[]::new));
        } catch (IOException e) {
            failures.add(what + ": " + e.getMessage());
        }
    }
}
