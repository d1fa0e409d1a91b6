package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A client of one library and a server of the same or another one, and what was measured between them. */
final class Pairing {

    /** Seconds of warm-up for each CPU second asked for, at most. */
    private static final int MOST_WARM_UP = 5;

    /** Both have warmed up with themselves by then. */
    private static final double MIXED_WARM_UP = 0.1;

    private final Contender from;

    private final Contender to;

    private final Map<Workload, Long> amounts = new EnumMap<>(Workload.class);

    private final Map<Workload, List<Sample>> samples = new EnumMap<>(Workload.class);

    private Optional<String> failure = Optional.empty();

    /** What may fail, for a reason that belongs into the report. */
    @FunctionalInterface
    interface Step {

        void run() throws IOException, InterruptedException;
    }

    Pairing(Contender from, Contender to) {
        this.from = from;
        this.to = to;
    }

    String name() {
        return from.equals(to) ? from.name() : from.name() + " → " + to.name();
    }

    boolean speaks(Stack stack) {
        return from.stacks().contains(stack);
    }

    boolean isOurs() {
        return from.equals(to) && from.isOurs();
    }

    boolean takesPartIn(Workload workload) {
        return from.workloads().contains(workload) && to.workloads().contains(workload);
    }

    List<Sample> samples(Workload workload) {
        return samples.getOrDefault(workload, List.of());
    }

    /** Why this pairing takes no further part. */
    Optional<String> failure() {
        return failure;
    }

    /** Does it unless something failed before: whoever stalls is out, and the others go on. */
    void attempt(String what, Step step) throws InterruptedException {
        if (failure.isPresent()) {
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            failure = Optional.of("stalled or failed at " + what + ": " + e.getMessage());
            System.err.println(name() + ": " + failure.get());
        }
    }

    /** Once more if it fails: a process that has just started may answer too late. */
    void connect() throws IOException, InterruptedException {
        try {
            from.client().ask("connect", Map.of("addr", to.server().address()));
        } catch (IOException first) {
            from.client().ask("connect", Map.of("addr", to.server().address()));
        }
    }

    /** Leaves the connection of the warm-up for one that is like those of a process long at work. */
    void reconnect() throws IOException, InterruptedException {
        from.client().ask("disconnect", Map.of("peer", to.server().peerId()));
        connect();
    }

    /**
     * Works until the client has used so many CPU seconds, which compilers count by where the clock of a busy machine lies;
     * then fixes the amount that takes {@code stepSeconds}.
     */
    void warmUp(Workload workload, double cpuSeconds, double stepSeconds) throws IOException, InterruptedException {
        long amount = workload.first();
        double used = 0;
        double elapsed = 0;
        double wanted = cpuSeconds * workload.warmUp() * (from.equals(to) ? from.warmUp() : MIXED_WARM_UP);
        while (used < wanted && elapsed < MOST_WARM_UP * wanted) {
            Sample sample = step(workload, 0, amount);
            used += sample.clientCpu();
            elapsed += Math.max(sample.seconds(), 0.001);
            long next = (long) (amount / Math.max(sample.seconds(), 0.001) * stepSeconds);
            amount = Math.clamp(next, Math.max(1, amount / 2), amount * 4);
        }
        amounts.put(workload, amount);
    }

    void measure(Workload workload, int round) throws IOException, InterruptedException {
        Sample sample = step(workload, round, amounts.getOrDefault(workload, workload.first()));
        samples.computeIfAbsent(workload, none -> new ArrayList<>()).add(sample);
    }

    private Sample step(Workload workload, int round, long amount) throws IOException, InterruptedException {
        boolean setUps = workload == Workload.SETUPS;
        if (setUps) {
            from.client().ask("disconnect", Map.of("peer", to.server().peerId()));
        }
        List<PeerProcess> both = List.of(from.client(), to.server());
        double[] before = cpu(both);
        double seconds = workload.run(from.client(), to.server(), amount);
        double[] after = cpu(both);
        if (setUps) {
            connect();
        }
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Sample(round, amount, seconds, after[0] - before[0], after[1] - before[1], load);
    }

    private static double[] cpu(List<PeerProcess> both) throws IOException, InterruptedException {
        return new double[]{both.get(0).cpuSeconds(), both.get(1).cpuSeconds()};
    }

    /** Ours against itself, others against themselves, and, if wanted, ours with each foreign library in both directions. */
    static List<Pairing> of(List<Contender> contenders, boolean mixed) {
        List<Pairing> pairings = new ArrayList<>(contenders.stream().map(each -> new Pairing(each, each)).toList());
        contenders.stream().filter(each -> mixed && each.isOurs()).forEach(ours -> {
            Stream<Contender> foreign = contenders.stream()
                    .filter(each -> each.isForeign() && each.stacks().equals(ours.stacks()));
            foreign.forEach(other -> pairings.addAll(List.of(new Pairing(ours, other), new Pairing(other, ours))));
        });
        return pairings;
    }
}
