package dev.jlibp2p.node.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.node.dashboard.Query.Match;
import dev.jlibp2p.node.dashboard.Query.Selector;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.ping.Ping;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The dashboard in {@code config/grafana}: every series and label it uses is there once two nodes have talked. */
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.echo.enabled=true"})
class GrafanaDashboardTest {

    private static final Path FILE = Path.of("..", "config", "grafana", "libp2p-dashboard.json");

    /** What a Prometheus server adds to every series it scrapes. */
    private static final Set<String> OF_THE_SERVER = Set.of("instance", "job");

    private static final Pattern WORD = Pattern.compile("[a-zA-Z_]\\w*");

    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

    private final JsonNode dashboard = JsonMapper.shared().readTree(FILE.toFile());

    @Autowired
    private RestTestClient rest;

    @Autowired
    private Host node;

    @Autowired
    private Ping ping;

    @Test
    void everySeriesAndLabelItUsesExists() throws IOException {
        Scrape scrape = scrapeAfterATalk();
        List<JsonNode> targets = targets();
        assertThat(targets).hasSizeGreaterThan(20);
        for (JsonNode target : targets) {
            String text = target.get("expr").asString();
            Query query = Query.of(text);
            assertThat(query.selectors()).as(text).isNotEmpty();
            query.selectors().forEach(selector -> assertExists(scrape, selector, query.groups(), text));
            assertThat(words(query.rest())).as("functions of %s", text)
                    .isSubsetOf("sum", "max", "rate", "__rate_interval");
            assertThat(LEGEND.matcher(target.get("legendFormat").asString()).results().map(found -> found.group(1)))
                    .as("legend of %s", text)
                    .isSubsetOf(query.groups());
        }
    }

    @Test
    void aSeriesThatDoesNotExistWouldBeFound() throws IOException {
        Scrape scrape = scrapeAfterATalk();
        assertThat(scrape.has("libp2p_peers")).isTrue();
        for (String wrong : List.of("sum(libp2p_pears{})", "sum by (peer) (libp2p_peers{})",
                "sum(libp2p_connections{direction=\"upwards\"})", "sum(libp2p_peers{colour=\"red\"})")) {
            Query query = Query.of(wrong);
            assertThatThrownBy(
                    () -> query.selectors().forEach(each -> assertExists(scrape, each, query.groups(), wrong)))
                    .isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void everyMeterOfTheNodeIsOnIt() throws IOException {
        String text = dashboard.toString();
        Set<String> shown = new TreeSet<>();
        scrapeAfterATalk().series().keySet().stream().filter(name -> name.startsWith("libp2p_")).forEach(name -> {
            String meter = name.replaceAll("_(count|sum|max)$", "");
            if (!text.contains(meter)) {
                shown.add(name);
            }
        });
        assertThat(shown).as("meters nobody sees").isEmpty();
    }

    @Test
    void grafanaFindsWhatItNeedsToShowIt() {
        assertThat(dashboard.get("schemaVersion").asInt()).isGreaterThanOrEqualTo(36);
        assertThat(dashboard.has("id")).as("an id is the server's to give").isFalse();
        assertThat(dashboard.get("uid").asString()).matches("[a-z0-9-]{1,40}");
        List<Integer> ids = new ArrayList<>();
        dashboard.get("panels").forEach(panel -> ids.add(panel.get("id").asInt()));
        assertThat(ids).doesNotHaveDuplicates().hasSizeGreaterThan(10);
        dashboard.get("panels").forEach(GrafanaDashboardTest::assertFits);
        assertThat(dashboard.get("templating").get("list").get(0).get("type").asString()).isEqualTo("datasource");
        assertThat(dashboard.findValues("datasource")).hasSizeGreaterThan(20)
                .allSatisfy(source -> assertThat(source.get("uid").asString()).isEqualTo("${datasource}"));
    }

    private static void assertFits(JsonNode panel) {
        JsonNode place = panel.get("gridPos");
        assertThat(place.get("x").asInt() + place.get("w").asInt()).as(panel.get("title").asString())
                .isLessThanOrEqualTo(24);
        if (!panel.get("type").asString().equals("row")) {
            assertThat(panel.get("description").asString()).as(panel.get("title").asString()).endsWith(".");
            List<String> letters = new ArrayList<>();
            panel.get("targets").forEach(target -> letters.add(target.get("refId").asString()));
            assertThat(letters).doesNotHaveDuplicates().isNotEmpty();
        }
    }

    private static void assertExists(Scrape scrape, Selector selector, Set<String> groups, String query) {
        String name = selector.name();
        assertThat(scrape.has(name)).as("series %s of %s", name, query).isTrue();
        Set<String> labels = new TreeSet<>(scrape.labels(name));
        labels.addAll(OF_THE_SERVER);
        assertThat(groups).as("labels %s groups %s by", query, name).isSubsetOf(labels);
        for (Match match : selector.matches()) {
            assertThat(labels).as("label of %s in %s", name, query).contains(match.label());
            if (match.operator().equals("=")) {
                assertThat(scrape.values(name, match.label())).as("values of %s in %s", match.label(), query)
                        .contains(match.value());
            }
        }
    }

    private List<JsonNode> targets() {
        List<JsonNode> targets = new ArrayList<>();
        dashboard.get("panels").forEach(panel -> {
            if (panel.has("targets")) {
                panel.get("targets").forEach(targets::add);
            }
        });
        return targets;
    }

    private static Set<String> words(String rest) {
        Set<String> words = new TreeSet<>();
        WORD.matcher(rest).results().map(MatchResult::group).forEach(words::add);
        return words;
    }

    /** Both directions, a stream that is used, a ping, and a dial that fails. */
    private Scrape scrapeAfterATalk() throws IOException {
        try (Host other = Libp2p.builder().handler(new Echo()).listen("/ip4/127.0.0.1/tcp/0").start()) {
            node.connect(other.id(), other.addresses().listen());
            other.connect(node.id(), node.addresses().listen());
            try (Stream stream = node.open(other.id(), Echo.PROTOCOL)) {
                stream.output().write(7);
                stream.output().close();
                assertThat(stream.input().readAllBytes()).hasSize(1);
            }
            ping.ping(node, other.id(), 1);
            Identity stranger = Identity.generate(KeyType.ED25519, new SecureRandom());
            assertThatThrownBy(() -> node.connect(stranger.peerId(), other.addresses().listen()))
                    .isInstanceOf(IOException.class);
        }
        Baseline.await(() -> node.connections().isEmpty() && scrape().has("libp2p_identify_seconds_count")
                && scrape().has("libp2p_connections_closed_total"), () -> "both have said goodbye");
        return scrape();
    }

    private Scrape scrape() {
        return Scrape.of(String.valueOf(rest.get()
                .uri("/actuator/prometheus")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody()));
    }
}
