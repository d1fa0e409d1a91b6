package dev.jlibp2p.node.dashboard;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a query of the dashboard asks for.
 *
 * @param selectors the series, each with its braces
 * @param groups the labels it groups by
 * @param rest what is left without both: functions and operators
 */
record Query(List<Selector> selectors, Set<String> groups, String rest) {

    private static final Pattern SELECTOR = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)\\{([^}]*)}");

    private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|!~|!=|=)\"([^\"]*)\"");

    private static final Pattern GROUPS = Pattern.compile("\\bby \\(([^)]*)\\)");

    /** One series by name and labels. */
    record Selector(String name, List<Match> matches) {}

    /** One label, how it is compared, and with what. */
    record Match(String label, String operator, String value) {}

    static Query of(String text) {
        List<Selector> selectors = new ArrayList<>();
        SELECTOR.matcher(text).results().forEach(found -> selectors.add(selector(found)));
        Set<String> groups = new TreeSet<>();
        GROUPS.matcher(text)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split(",")))
                .map(String::strip)
                .forEach(groups::add);
        String rest = GROUPS.matcher(SELECTOR.matcher(text).replaceAll("")).replaceAll("");
        return new Query(selectors, groups, rest);
    }

    private static Selector selector(MatchResult found) {
        return new Selector(found.group(1),
                MATCHER.matcher(found.group(2))
                        .results()
                        .map(match -> new Match(match.group(1), match.group(2), match.group(3)))
                        .toList());
    }
}
