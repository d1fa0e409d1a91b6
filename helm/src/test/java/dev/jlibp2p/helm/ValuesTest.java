package dev.jlibp2p.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

class ValuesTest {

    /** Maps whose keys are somebody else's: the node's, Kubernetes' or the operator's own. */
    private static final Set<String> FREE = Set.of("config", "global", "affinity", "nodeSelector", "podAnnotations",
            "podLabels", "serviceAccount.annotations", "p2p.exposure.annotations", "resources.requests",
            "resources.limits");

    private final Map<String, Object> schema = new Yaml().load(Chart.read("values.schema.json"));

    @Test
    void theDefaultsAreTheContracts() {
        assertThat(Chart.names(Chart.values(), "")).containsExactlyInAnyOrder("replicaCount", "image.repository",
                "image.tag", "image.digest", "image.pullPolicy", "imagePullSecrets", "config", "identity.mode",
                "identity.existingSecret", "persistence.enabled", "persistence.size", "persistence.storageClass",
                "persistence.retentionPolicy.whenDeleted", "persistence.retentionPolicy.whenScaled", "p2p.tcpPort",
                "p2p.quicPort", "p2p.wsPort", "p2p.exposure.type", "p2p.exposure.basePort", "p2p.exposure.annotations",
                "p2p.exposure.externalTrafficPolicy", "announce.addresses", "admin.security", "admin.existingSecret",
                "management.port", "bootstrap.peers", "podDisruptionBudget.enabled", "networkPolicy.enabled",
                "serviceMonitor.enabled", "prometheusRule.enabled", "dashboards.enabled", "resources.requests.cpu",
                "resources.requests.memory", "resources.limits.memory", "terminationGracePeriodSeconds",
                "preStopSleepSeconds", "serviceAccount.create", "serviceAccount.name", "serviceAccount.annotations",
                "podAnnotations", "podLabels", "nodeSelector", "tolerations", "affinity", "topologySpreadConstraints",
                "priorityClassName", "extraEnv", "extraVolumes", "extraVolumeMounts", "initContainers", "sidecars",
                "global");
    }

    @Test
    void theSchemaKnowsTheValuesAndNothingElse() {
        Set<String> inSchema = new TreeSet<>();
        collect(schema, "", inSchema);
        Set<String> inValues = new TreeSet<>();
        collectMaps(Chart.values(), "", inValues);

        assertThat(inSchema).isEqualTo(inValues);
    }

    @Test
    void everyMapOfTheSchemaIsClosedButTheFreeOnes() {
        List<String> open = new ArrayList<>();
        collectOpen(schema, "", open);

        assertThat(open).containsExactlyInAnyOrderElementsOf(FREE);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "replicas=2", "fullnameOverride=x", "image.name=x", "identity.type=secret", "persistence.existingClaim=x",
        "persistence.retentionPolicy.whenGone=Retain", "p2p.port=4001", "p2p.exposure.nodePort=30400",
        "announce.address=x", "admin.token=x", "management.enabled=true", "bootstrap.list=x",
        "podDisruptionBudget.minAvailable=1", "networkPolicy.from=x", "serviceMonitor.interval=30s",
        "resources.limit.memory=1Gi", "serviceAccount.automount=true", "podAnnotation.a=b"})
    void aValueNobodyKnowsIsRefused(String setting) {
        String name = setting.substring(0, setting.indexOf('='));

        assertThat(Chart.refusal(setting)).contains("additional properties")
                .contains("'" + unknownPart(name) + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /replicaCount | replicaCount: two
            /replicaCount | replicaCount: -1
            /image/tag | image: {tag: 1.10}
            /image/digest | image: {digest: "sha256:12"}
            /image/pullPolicy | image: {pullPolicy: Sometimes}
            /imagePullSecrets/0 | imagePullSecrets: [registry]
            /config | config: text
            /identity/mode | identity: {mode: generated}
            /persistence/enabled | persistence: {enabled: perhaps}
            /persistence/size | persistence: {size: big}
            /persistence/retentionPolicy/whenScaled | persistence: {retentionPolicy: {whenScaled: Keep}}
            /p2p/tcpPort | p2p: {tcpPort: 0}
            /p2p/tcpPort | p2p: {tcpPort: 65536}
            /p2p/quicPort | p2p: {quicPort: -1}
            /p2p/exposure/type | p2p: {exposure: {type: ingress}}
            /p2p/exposure/basePort | p2p: {exposure: {basePort: 0}}
            /p2p/exposure/annotations/a | p2p: {exposure: {annotations: {a: true}}}
            /p2p/exposure/externalTrafficPolicy | p2p: {exposure: {externalTrafficPolicy: local}}
            /announce/addresses/0 | announce: {addresses: ["example.org:4001"]}
            /admin/security | admin: {security: mtls}
            /management/port | management: {port: http}
            /bootstrap/peers/0 | bootstrap: {peers: [/ip4/203.0.113.7/tcp/4001]}
            /resources/limits/memory | resources: {limits: {memory: 512}}
            /resources/limits/memory | resources: {limits: {memory: 512Ki}}
            /resources/limits | resources: {limits: {memory: null}}
            /terminationGracePeriodSeconds | terminationGracePeriodSeconds: 0
            /preStopSleepSeconds | preStopSleepSeconds: 5s
            /podLabels/a | podLabels: {a: 1}
            /tolerations | tolerations: all
            /extraEnv/0 | extraEnv: [{value: a}]
            /extraVolumeMounts/0 | extraVolumeMounts: [{name: a}]
            /global/imageRegistry | global: {imageRegistry: 5}
            """)
    void aValueThatCannotBeIsRefused(String pointer, String values) {
        assertThatThrownBy(() -> Chart.renderYaml(values))
                .hasMessageContaining("values don't meet the specifications of the schema")
                .hasMessageContaining("- at '" + pointer + "':");
    }

    /** The schema speaks of the part that its map does not have. */
    private static String unknownPart(String name) {
        Object values = Chart.values();
        for (String part : name.split("\\.")) {
            if (!(values instanceof Map<?, ?> map) || !map.containsKey(part)) {
                return part;
            }
            values = map.get(part);
        }
        throw new IllegalArgumentException(name + " is a value of the chart");
    }

    private static void collect(Map<?, ?> schema, String prefix, Set<String> names) {
        if (schema.get("properties") instanceof Map<?, ?> properties && isClosed(schema)) {
            properties.forEach((name, property) -> {
                names.add(prefix + name);
                collect((Map<?, ?>) property, prefix + name + ".", names);
            });
        }
    }

    private static void collectMaps(Map<?, ?> values, String prefix, Set<String> names) {
        values.forEach((name, value) -> {
            names.add(prefix + name);
            if (value instanceof Map<?, ?> map && !FREE.contains(prefix + name)) {
                collectMaps(map, prefix + name + ".", names);
            }
        });
    }

    private static void collectOpen(Map<?, ?> schema, String name, List<String> open) {
        if ("object".equals(schema.get("type")) && !isClosed(schema)) {
            open.add(name);
        }
        if (schema.get("properties") instanceof Map<?, ?> properties && isClosed(schema)) {
            properties.forEach((property, child) -> collectOpen((Map<?, ?>) child,
                    name.isEmpty() ? String.valueOf(property) : name + "." + property, open));
        }
    }

    private static boolean isClosed(Map<?, ?> schema) {
        return Boolean.FALSE.equals(schema.get("additionalProperties"));
    }
}
