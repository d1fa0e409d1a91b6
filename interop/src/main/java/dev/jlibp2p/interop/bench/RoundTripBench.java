package dev.jlibp2p.interop.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The benchmark of round trips: from the wish for a connection to the first byte of an echo, over a link of 100 ms there and
 * back. To a stranger nothing is known but its address; the other time it was connected before.
 */
public final class RoundTripBench {

    private static final Path TARGET = Path.of(System.getProperty("bench.target", "interop/target"));

    private static final int ROUND_TRIP_MILLIS = 100;

    /** Round trips in a second. */
    static final double PER_SECOND = 1000.0 / ROUND_TRIP_MILLIS;

    /** The first ones load classes, and some more are not compiled yet, for which a short run has no time. */
    private static final int UNCOUNTED = 25;

    private static final int UNCOUNTED_OF_SHORT_RUN = 3;

    private static final int SHORT_RUN = 3;

    private final Options options;

    private final LinkEmulator link;

    private final Contenders starts = new Contenders(TARGET);

    private final Progress progress = new Progress();

    private final Map<String, List<Dial>> times = new LinkedHashMap<>();

    private RoundTripBench(Options options, LinkEmulator link) throws IOException {
        this.options = options;
        this.link = link;
    }

    /** Seconds until connected, where the peer tells, and until the first byte. */
    private record Dial(double connected, double firstByte) {

        double roundTrips() {
            return firstByte * 1000 / ROUND_TRIP_MILLIS;
        }

        double untilConnected() {
            return connected * 1000 / ROUND_TRIP_MILLIS;
        }
    }

    /** What both ends are started with. */
    private record Setting(String title, Set<Stack> stacks) {

        static final List<Setting> ALL = List.of(new Setting("Noise", EnumSet.of(Stack.NOISE)),
                new Setting("TLS", EnumSet.of(Stack.TLS)),
                new Setting("Noise before TLS", EnumSet.of(Stack.NOISE, Stack.TLS)),
                new Setting("QUIC", EnumSet.of(Stack.QUIC)));

        List<String> arguments(String host) {
            List<String> one = stacks.iterator().next().arguments(host);
            return stacks.size() == 1 ? one : one.stream().map(each -> each.replace("noise", "noise,tls")).toList();
        }
    }

    public static void main(String... arguments) throws IOException, InterruptedException {
        Optional<LinkEmulator> link = LinkEmulator.start(ROUND_TRIP_MILLIS);
        if (link.isEmpty()) {
            return;
        }
        try (LinkEmulator open = link.get()) {
            new RoundTripBench(Options.of(arguments), open).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        List<String> libraries = options.contenders()
                .stream()
                .filter(name -> List.of(Contender.OURS, "go", "rust", "js").contains(name))
                .toList();
        Deadline deadline = Deadline.in(options.minutes());
        for (String library : libraries) {
            for (Setting setting : Setting.ALL.stream().filter(this::isWanted).toList()) {
                if (!deadline.hasPassed()) {
                    pair(setting, Contender.OURS, library);
                }
                if (!deadline.hasPassed() && !library.equals(Contender.OURS)) {
                    pair(setting, library, library);
                }
            }
        }
        Files.writeString(TARGET.resolve("bench-round-trips.json"), new JsonMapper().writeValueAsString(times));
        Files.writeString(TARGET.resolve("bench-round-trips.md"), table());
        System.out.println(table());
    }

    private boolean isWanted(Setting setting) {
        return options.stacks().stream().anyMatch(stack -> setting.stacks().contains(stack));
    }

    private void pair(Setting setting, String from, String to) {
        String name = setting.title() + ": " + from + " → " + to;
        progress.say(name);
        int uncounted = options.rounds() <= SHORT_RUN ? UNCOUNTED_OF_SHORT_RUN : UNCOUNTED;
        try (PeerProcess server = starts.start(to, link.far(), setting.arguments(link.farHost()), "far");
                PeerProcess client = starts.start(from, link.near(), setting.arguments(link.nearHost()), "near")) {
            for (int round = -uncounted; round < options.rounds(); round++) {
                boolean counted = round >= 0;
                dial(client, server, true, counted ? name + ", stranger" : "");
                if (from.equals(Contender.OURS)) {
                    client.ask("identify", Map.of("peer", server.peerId()));
                    client.ask("disconnect", Map.of("peer", server.peerId()));
                    dial(client, server, false, counted ? name + ", known" : "");
                }
                client.ask("disconnect", Map.of("peer", server.peerId()));
            }
        } catch (IOException e) {
            progress.say(name + " is left out: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dial(PeerProcess client, PeerProcess server, boolean stranger, String name)
            throws IOException, InterruptedException {
        JsonNode answer = client.ask("firstbyte", Map.of("addr", server.address(), "stranger", stranger));
        if (!name.isEmpty()) {
            times.computeIfAbsent(name, none -> new ArrayList<>())
                    .add(new Dial(answer.path("connected").asDouble(Double.NaN), answer.path("seconds").asDouble()));
        }
    }

    private String table() {
        StringBuilder table = new StringBuilder("round trips of %d ms, %d dials each, load average %.1f%n%n".formatted(
                ROUND_TRIP_MILLIS, options.rounds(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        table.append("| | least | median | quartiles | until connected |\n|---|---:|---:|---:|---:|\n");
        times.forEach((name, all) -> {
            List<Double> roundTrips = all.stream().map(Dial::roundTrips).toList();
            Spread whole = Spread.of(roundTrips);
            double connected = Spread.of(all.stream().map(Dial::untilConnected).toList()).median();
            table.append(
                    "| %s | %.2f | %.2f | %.2f–%.2f | %s |%n".formatted(name, Collections.min(roundTrips),
                            whole.median(), whole.lower(), whole.upper(),
                            Double.isNaN(connected) ? "" : "%.2f".formatted(connected)));
        });
        return table.toString();
    }
}
