package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

/** What editors show: the metadata the build generates from the properties' documentation. */
class PropertyMetadataTest {

    private static final Set<String> WITHOUT_DEFAULT = Set.of("libp2p.identity.key", "libp2p.identity.ssl-bundle");

    @Test
    void everyPropertyHasADescriptionThatIsASentence() throws IOException, JSONException {
        assertThat(properties()).hasSizeGreaterThan(25)
                .allSatisfy((name, property) -> assertThat(property.optString("description")).as(name)
                        .matches("(?s)[A-Z].{10,}\\."));
    }

    @Test
    void everyPropertyHasADefaultUnlessThereCanBeNone() throws IOException, JSONException {
        assertThat(properties()).allSatisfy((name, property) -> assertThat(property.has("defaultValue")).as(name)
                .isNotEqualTo(WITHOUT_DEFAULT.contains(name)));
    }

    @Test
    void noDescriptionIsAnothersByMistake() throws IOException, JSONException {
        assertThat(properties().values()).extracting(property -> property.optString("description"))
                .doesNotHaveDuplicates();
    }

    private static Map<String, JSONObject> properties() throws IOException, JSONException {
        Map<String, JSONObject> properties = new TreeMap<>();
        JSONArray all = metadata().getJSONArray("properties");
        for (int i = 0; i < all.length(); i++) {
            JSONObject property = all.getJSONObject(i);
            if (property.getString("name").startsWith("libp2p.")) {
                properties.put(property.getString("name"), property);
            }
        }
        return properties;
    }

    /** Beside the class: other jars of the class path have metadata of their own. */
    private static JSONObject metadata() throws IOException, JSONException {
        String location = Libp2pProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
        try (InputStream in = URI.create(location + "META-INF/spring-configuration-metadata.json")
                .toURL()
                .openStream()) {
            return new JSONObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
