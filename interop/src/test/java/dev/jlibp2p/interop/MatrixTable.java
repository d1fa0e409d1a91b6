package dev.jlibp2p.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The matrix as a table in Markdown: what {@link MatrixIT} runs with each library, and why a cell is not there. */
final class MatrixTable {

    private final List<String> reasons = new ArrayList<>();

    private MatrixTable() {}

    static String markdown() throws IOException {
        return new MatrixTable().text();
    }

    private String text() throws IOException {
        List<String> lines = new ArrayList<>();
        List<String> titles = new ArrayList<>(List.of("transport", "security", "muxer", ""));
        for (ForeignLibrary library : ForeignLibrary.values()) {
            titles.add(library.title() + " " + version(library));
        }
        lines.add(row(titles));
        lines.add(row(titles.stream().map(title -> "---").toList()));
        for (Combination combination : Combination.all()) {
            lines.add(row(cells(combination)));
        }
        lines.add("");
        for (int i = 0; i < reasons.size(); i++) {
            lines.add(i + 1 + ". " + reasons.get(i));
        }
        return String.join("\n", lines);
    }

    private List<String> cells(Combination combination) {
        List<String> cells = new ArrayList<>(List.of(combination.transport().toString(),
                combination.security().toString(), combination.muxer().toString(), combination.setting().toString()));
        for (ForeignLibrary library : ForeignLibrary.values()) {
            cells.add(combination.missing(library)
                    .map(reason -> "– (" + number(reason) + ")")
                    .orElseGet(() -> "yes" + remarks(combination, library)));
        }
        return cells;
    }

    private String remarks(Combination combination, ForeignLibrary library) {
        boolean reads = library.readsResets(combination.transport()) || combination.setting().isOfTheAddress();
        boolean writes = library.writesResets(combination.transport()) || combination.setting().isOfTheAddress();
        List<Optional<String>> remarks = List.of(
                combination.undialled(library),
                reads ? Optional.empty() : Optional.of(library.title() + " reads a reset as an orderly end here."),
                writes
                        ? Optional.empty()
                        : Optional.of(library.title() + " ends a stream in order here where it means a reset."));
        return remarks.stream()
                .flatMap(Optional::stream)
                .map(reason -> " (" + number(reason) + ")")
                .collect(Collectors.joining());
    }

    private int number(String reason) {
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
        return reasons.indexOf(reason) + 1;
    }

    private static String row(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |")).replace("|  |", "| |");
    }

    /** As pinned in the peer's sources. */
    private static String version(ForeignLibrary library) throws IOException {
        return switch (library) {
            case GO -> pinned("go/go.mod", "go-libp2p v(\\S+)");
            case RUST -> pinned("rust/Cargo.toml", "libp2p = \\{ version = \"=([^\"]+)\"");
            case JS -> pinned("js/package.json", "\"libp2p\": \"([^\"]+)\"");
        };
    }

    private static String pinned(String file, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of("peers", file)));
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in peers/" + file);
        }
        return matcher.group(1);
    }
}
