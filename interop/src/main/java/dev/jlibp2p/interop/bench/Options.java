package dev.jlibp2p.interop.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The command line: {@code --quick}, {@code --stacks <noise,tls,quic>}, {@code --rounds <n>}, {@code --seconds <of a step>},
 * {@code --warm-up <CPU seconds of each workload>}, {@code --contenders <a,b>}, {@code --workloads <a,b>}, {@code --no-pairings},
 * {@code --minutes <until it begins no new round>}, {@code --requests-once} (requests and set-ups on the first stack only),
 * {@code --no-streams} (connections only).
 */
record Options(int rounds, double stepSeconds, double warmUpSeconds, List<String> contenders, List<Stack> stacks,
        List<Workload> workloads, boolean pairings, boolean quick, boolean requestsOnce, boolean streams,
        double minutes) {

    static Options of(String... arguments) {
        List<String> given = List.of(arguments);
        boolean quick = given.contains("--quick");
        return new Options(Integer.parseInt(value(given, "--rounds", quick ? "3" : "7")),
                Double.parseDouble(value(given, "--seconds", quick ? "0.5" : "1.5")),
                Double.parseDouble(value(given, "--warm-up", quick ? "3" : "6")),
                List.of(value(given, "--contenders", "ours,ours-blocking,go,rust,js,netty").split(",", -1)),
                Arrays.stream(value(given, "--stacks", "noise").split(",", -1)).map(Stack::of).toList(),
                Arrays.stream(value(given, "--workloads", "").split(",", -1))
                        .filter(name -> !name.isEmpty())
                        .map(name -> Workload.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
                        .toList(),
                !given.contains("--no-pairings"), quick, given.contains("--requests-once"),
                !given.contains("--no-streams"), Double.parseDouble(value(given, "--minutes", "0")));
    }

    List<Workload> chosenWorkloads() {
        return workloads.isEmpty() ? List.of(Workload.values()) : workloads;
    }

    private static String value(List<String> given, String name, String otherwise) {
        int at = given.indexOf(name);
        if (at == given.size() - 1 && at >= 0) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return at < 0 ? otherwise : given.get(at + 1);
    }
}
