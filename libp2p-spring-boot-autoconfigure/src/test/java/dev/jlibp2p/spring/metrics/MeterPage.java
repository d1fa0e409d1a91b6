package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.gate.Access;
import dev.jlibp2p.network.DialReport;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.network.UpgradePhase.Phase;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.spring.observation.Libp2pObservation;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The page of all meters and observations, as Markdown. */
final class MeterPage {

    private final Map<String, Meter.Id> ids = new TreeMap<>();

    private final Map<String, TreeSet<String>> tags = new TreeMap<>();

    private final StringBuilder page = new StringBuilder();

    MeterPage(MeterRegistry registry) {
        registry.getMeters().stream().map(Meter::getId).forEach(id -> {
            ids.put(id.getName(), id);
            TreeSet<String> keys = tags.computeIfAbsent(id.getName(), added -> new TreeSet<>());
            id.getTags().stream().map(Tag::getKey).forEach(keys::add);
        });
    }

    String markdown(String command) {
        page.append(
                """
                        # Meters and observations

                        Written from the meters of a node that has talked; a test holds the two together. After a change:
                        `%s`

                        Meters are there where Micrometer is, unless `libp2p.metrics.enabled` is `false`. Prometheus has
                        underscores for the dots, and the unit and `_total` at the end. No peer can add a series.
                        """
                        .formatted(command));
        table("meter", "kind", "tags", "what");
        ids.forEach((name, id) -> row("`" + name + "`", kind(id),
                String.join(", ", tags.getOrDefault(name, new TreeSet<>())),
                String.valueOf(id.getDescription())));
        tagValues();
        observations();
        return page.toString();
    }

    private void tagValues() {
        table("tag", "values");
        row("direction", "inbound, outbound: who opened it, or which way its bytes went");
        row("list", labels(Access.values()));
        row("outcome", labels(Outcome.values()));
        row("phase", labels(Phase.values()));
        row("protocol", "what the library speaks, and up to " + ProtocolTags.MOST + " the host handles; else other");
        row("reason of `libp2p.connections.closed`", labels(CloseCause.values()));
        row("reason of `libp2p.dials.skipped`", labels(DialReport.Why.values()));
        row("reason of `libp2p.gater.shadowed`", labels(GaterMeters.STAGES.toArray(Refusal[]::new)));
        row("reason of `libp2p.refusals`", labels(Refusal.values()));
        row("scope", "system: all together; transient: what is not proven or settled yet");
        row("limit", "connections-inbound, connections-outbound, streams-inbound, streams-outbound, memory");
        row("transport, security, muxer", "names of what the node is built of, or none");
    }

    private void observations() {
        page.append(
                """

                        With `libp2p.observation.enabled=true`, where Micrometer Observation is, a node observes what
                        follows. A bean of the convention's type replaces names and keys.
                        """);
        table("observation", "low cardinality", "high cardinality", "convention");
        for (Libp2pObservation each : Libp2pObservation.values()) {
            row(each.name().toLowerCase(Locale.ROOT).replace('_', ' '), keys(each.getLowCardinalityKeyNames()),
                    keys(each.getHighCardinalityKeyNames()),
                    "`" + Objects.requireNonNull(each.getDefaultConvention()).getInterfaces()[0].getSimpleName() + "`");
        }
    }

    private void table(String... columns) {
        page.append('\n');
        row(columns);
        page.append("|---".repeat(columns.length)).append("|\n");
    }

    private void row(String... cells) {
        page.append(List.of(cells).stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String kind(Meter.Id id) {
        String unit = id.getBaseUnit();
        return id.getType().name().toLowerCase(Locale.ROOT) + (unit == null ? "" : ", " + unit);
    }

    private static String labels(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }

    private static String keys(KeyName[] names) {
        return Arrays.stream(names).map(KeyName::asString).collect(Collectors.joining(", "));
    }
}
