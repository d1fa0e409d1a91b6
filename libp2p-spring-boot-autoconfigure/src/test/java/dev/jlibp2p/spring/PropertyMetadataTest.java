package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What editors show: the metadata the build generates from the properties' documentation. */
class PropertyMetadataTest {

    private static final Set<String> WITHOUT_DEFAULT = Set.of("libp2p.identity.key", "libp2p.identity.ssl-bundle",
            "libp2p.pnet.key", "libp2p.pnet.key-file", "libp2p.transports.websocket.ssl.bundle");

    private static final Pattern TYPE = Pattern.compile("(?:java\\.util\\.List<)?(dev\\.jlibp2p[^>]+)>?");

    private final Metadata metadata;

    PropertyMetadataTest() throws IOException, JSONException {
        metadata = Metadata.read();
    }

    @Test
    void everyPropertyHasADescriptionThatIsASentence() throws JSONException {
        assertThat(metadata.properties()).hasSizeGreaterThan(25)
                .allSatisfy((name, property) -> assertThat(property.optString("description")).as(name)
                        .matches("(?s)[A-Z].{10,}\\."));
    }

    @Test
    void everyPropertyHasADefaultUnlessThereCanBeNone() throws JSONException {
        assertThat(metadata.properties())
                .allSatisfy((name, property) -> assertThat(property.has("defaultValue")).as(name)
                        .isNotEqualTo(WITHOUT_DEFAULT.contains(name)));
    }

    @Test
    void noDescriptionIsAnothersByMistake() throws JSONException {
        assertThat(metadata.properties().values()).extracting(property -> property.optString("description"))
                .doesNotHaveDuplicates();
    }

    /** What the first stage of the product promises, with its defaults; the node app has those of its own. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '"', textBlock = """
            libp2p.enabled                          | true
            libp2p.data-dir                         | ./libp2p-data
            libp2p.agent-version                    | jlibp2p/<version>
            libp2p.startup.policy                   | continue
            libp2p.startup.timeout                  | 30s
            libp2p.identity.type                    | file
            libp2p.identity.key-file                | ${libp2p.data-dir}/identity.key
            libp2p.identity.create-if-missing       | true
            libp2p.identity.key-type                | ed25519
            libp2p.identity.key                     | ""
            libp2p.identity.ssl-bundle              | ""
            libp2p.listen                           | /ip4/0.0.0.0/tcp/4001, /ip6/::/tcp/4001, \
            /ip4/0.0.0.0/udp/4001/quic-v1, /ip6/::/udp/4001/quic-v1
            libp2p.announce                         | ""
            libp2p.append-announce                  | ""
            libp2p.no-announce                      | ""
            libp2p.security                         | noise, tls
            libp2p.plaintext.allow                  | false
            libp2p.muxers                           | yamux
            libp2p.upgrade-timeout                  | 10s
            libp2p.identify.push-interval-min       | 5s
            libp2p.ping.interval                    | 0s
            libp2p.ping.timeout                     | 10s
            libp2p.echo.enabled                     | false
            libp2p.perf.enabled                     | false
            libp2p.yamux.initial-window             | 256KB
            libp2p.yamux.max-window                 | 16MB
            libp2p.yamux.max-inbound-streams        | 1024
            libp2p.yamux.accept-backlog             | 256
            libp2p.yamux.keep-alive                 | 30s
            libp2p.transports.tcp.enabled           | true
            libp2p.transports.tcp.no-delay          | true
            libp2p.transports.tcp.port-reuse        | true
            libp2p.transports.memory.enabled        | false
            libp2p.transports.quic.enabled          | true
            libp2p.transports.quic.max-datagram-size | 1350B
            libp2p.transports.quic.initial-window   | 768KB
            libp2p.transports.quic.max-window       | 16MB
            libp2p.transports.quic.retry-above      | 1000
            libp2p.transports.quic.segments         | 10
            libp2p.transports.quic.batched-receive  | true
            libp2p.transports.websocket.enabled     | true
            libp2p.transports.websocket.ssl.bundle  | ""
            libp2p.pnet.key-file                    | ""
            libp2p.pnet.key                         | ""
            libp2p.peerstore.type                   | memory
            libp2p.peerstore.max-peers              | 100000
            libp2p.peerstore.max-addresses-per-peer | 64
            libp2p.dial.timeout                     | 15s
            libp2p.dial.concurrency                 | 160
            libp2p.dial.per-peer-concurrency        | 8
            libp2p.dial.backoff-initial             | 5s
            libp2p.dial.backoff-max                 | 5m
            libp2p.dial.scope                       | any
            libp2p.connection-manager.low-water        | 160
            libp2p.connection-manager.high-water       | 192
            libp2p.connection-manager.grace-period     | 20s
            libp2p.connection-manager.idle-timeout     | 30s
            libp2p.connection-manager.protected-peers  | ""
            libp2p.connection-manager.persistent-peers | ""
            libp2p.gater.mode                       | enforce
            libp2p.gater.allow                      | ""
            libp2p.gater.deny                       | ""
            libp2p.discovery.bootstrap.peers        | ""
            libp2p.discovery.bootstrap.interval     | 5m
            libp2p.health.min-peers                 | 0
            libp2p.metrics.enabled                  | true
            libp2p.observation.enabled              | false
            """)
    void everyPropertyOfTheFirstStageIsThereWithItsDefault(String name, String defaultValue) throws JSONException {
        assertThat(metadata.properties()).containsKey(name);
        assertThat(Metadata.defaultValue(metadata.properties().getOrDefault(name, new JSONObject())))
                .isEqualTo(defaultValue);
    }

    @Test
    void everyChoiceIsHintedWithAWordOnEachValue() throws Exception {
        List<String> choices = new ArrayList<>();
        for (Map.Entry<String, JSONObject> entry : metadata.properties().entrySet()) {
            Class<?> type = ownType(entry.getValue());
            if (type.isEnum()) {
                choices.add(entry.getKey());
                assertThat(hinted(entry.getKey())).as(entry.getKey())
                        .containsExactlyInAnyOrderElementsOf(texts(type.getEnumConstants()));
            }
        }
        assertThat(choices).contains("libp2p.security", "libp2p.identity.key-type", "libp2p.startup.policy");
    }

    @Test
    void everyListOfAddressesIsHintedWithAnExample() throws Exception {
        for (Map.Entry<String, JSONObject> entry : metadata.properties().entrySet()) {
            if (entry.getValue().getString("type").contains("Multiaddr")) {
                assertThat(hinted(entry.getKey())).as(entry.getKey()).isNotEmpty();
            }
        }
    }

    @Test
    void everyHintIsOfAPropertyAndDescribed() throws JSONException {
        assertThat(metadata.properties().keySet()).containsAll(metadata.hints().keySet());
        for (JSONObject hint : metadata.hints().values()) {
            assertThat(Metadata.objects(hint.getJSONArray("values"))).isNotEmpty()
                    .allSatisfy(value -> assertThat(value.optString("description")).matches("(?s)[A-Z].*\\."));
        }
    }

    private List<String> hinted(String property) throws JSONException {
        JSONObject hint = metadata.hints().get(property);
        List<String> values = new ArrayList<>();
        if (hint != null) {
            for (JSONObject value : Metadata.objects(hint.getJSONArray("values"))) {
                values.add(value.getString("value"));
            }
        }
        return values;
    }

    private static Class<?> ownType(JSONObject property) throws JSONException, ClassNotFoundException {
        Matcher type = TYPE.matcher(property.getString("type"));
        return type.matches() ? Class.forName(type.group(1)) : Object.class;
    }

    private static List<String> texts(Object[] constants) {
        List<String> texts = new ArrayList<>();
        for (Object constant : constants) {
            texts.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return texts;
    }
}
