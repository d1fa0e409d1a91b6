package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The benchmark of speed. Every contender stays up with its two processes, one on each core; only one pairing works at a time,
 * and each round takes all of them in another order. {@code interop/bench/run} is the way to start it.
 */
public final class Bench implements AutoCloseable {

    private static final Path TARGET = Path.of(System.getProperty("bench.target", "interop/target"));

    private final Options options;

    private final List<Contender> contenders = new ArrayList<>();

    private final Progress progress = new Progress();

    private Bench(Options options) {
        this.options = options;
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        try (Bench bench = new Bench(Options.of(arguments))) {
            bench.run();
        }
    }

    private void run() throws IOException, InterruptedException {
        Deadline deadline = Deadline.in(options.minutes());
        start();
        List<Pairing> pairings = Pairing.of(contenders, options.pairings());
        for (Pairing pairing : pairings) {
            pairing.attempt("connect", pairing::connect);
        }
        warmUp(pairings);
        for (Pairing pairing : pairings) {
            pairing.attempt("reconnect", pairing::reconnect);
        }
        for (int round = 1; round <= options.rounds() && (round == 1 || !deadline.hasPassed()); round++) {
            progress.say("round " + round + " of " + options.rounds());
            for (Workload workload : options.chosenWorkloads()) {
                round(workload, pairings, round);
            }
            write(pairings);
        }
        System.out.println(new Report(options, contenders, pairings).markdown());
    }

    private void start() throws IOException, InterruptedException {
        Contenders starts = new Contenders(TARGET);
        for (Stack stack : options.stacks()) {
            for (String name : options.contenders()) {
                if (isWanted(name, stack)) {
                    contenders.add(starts.start(name, stack));
                }
            }
        }
    }

    private void warmUp(List<Pairing> pairings) throws InterruptedException {
        for (Pairing pairing : pairings) {
            for (Workload workload : options.chosenWorkloads()) {
                if (takesPart(pairing, workload)) {
                    progress.say("warm-up: " + pairing.name() + ", " + workload.title);
                    pairing.attempt("warm-up for " + workload.title,
                            () -> pairing.warmUp(workload, options.warmUpSeconds(), options.stepSeconds()));
                }
            }
        }
    }

    private boolean takesPart(Pairing pairing, Workload workload) {
        boolean here = workload.isTransfer() || !options.requestsOnce()
                || pairing.speaks(options.stacks().getFirst());
        return here && pairing.takesPartIn(workload);
    }

    /** Ceilings once, and the blocking one where it was measured first. */
    private boolean isWanted(String name, Stack stack) {
        return switch (name) {
            case Contender.CEILING -> stack != Stack.QUIC
                    && contenders.stream().noneMatch(each -> each.name().equals(Contender.CEILING));
            case Contender.QUIC_CEILING -> stack == Stack.QUIC;
            case Contender.BLOCKING -> stack == Stack.NOISE;
            default -> true;
        };
    }

    /** After each round, so that a contender that fails late takes only itself with it. */
    private void write(List<Pairing> pairings) throws IOException {
        Report report = new Report(options, contenders, pairings);
        Files.writeString(TARGET.resolve("bench.json"), report.json());
        Files.writeString(TARGET.resolve("bench.md"), report.markdown());
    }

    private void round(Workload workload, List<Pairing> pairings, int round) throws InterruptedException {
        List<Pairing> order = new ArrayList<>(pairings);
        Collections.rotate(order, round);
        for (Pairing pairing : order) {
            if (takesPart(pairing, workload)) {
                pairing.attempt(workload.title, () -> pairing.measure(workload, round));
            }
        }
    }

    @Override
    public void close() {
        contenders.forEach(Contender::close);
    }
}
