package dev.jlibp2p.node.dashboard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The series of one answer of {@code /actuator/prometheus}: their names, and the labels of each. */
record Scrape(Map<String, List<Map<String, String>>> series) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? \\S+");

    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Scrape of(String text) {
        Map<String, List<Map<String, String>>> series = new HashMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new AssertionError("no series: " + line);
            }
            String labels = matcher.group(2) == null ? "" : matcher.group(2);
            series.merge(matcher.group(1), List.of(parsed(labels)), Scrape::joined);
        });
        return new Scrape(series);
    }

    boolean has(String name) {
        return series.containsKey(name);
    }

    Set<String> labels(String name) {
        Set<String> all = new HashSet<>();
        series.getOrDefault(name, List.of()).forEach(labels -> all.addAll(labels.keySet()));
        return all;
    }

    Set<String> values(String name, String label) {
        Set<String> all = new HashSet<>();
        series.getOrDefault(name, List.of()).forEach(labels -> all.add(labels.getOrDefault(label, "")));
        return all;
    }

    private static Map<String, String> parsed(String text) {
        Map<String, String> labels = new HashMap<>();
        Matcher matcher = LABEL.matcher(text);
        while (matcher.find()) {
            labels.put(matcher.group(1), matcher.group(2));
        }
        return labels;
    }

    private static List<Map<String, String>> joined(List<Map<String, String>> one, List<Map<String, String>> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
