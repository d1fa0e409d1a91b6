package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

/** What editors show of the node's own properties, and what the check for misspelt keys knows them by. */
class AdminMetadataTest {

    @Test
    void everyPropertyHasItsDefaultAndADescriptionThatIsASentence() throws IOException, JSONException {
        Map<String, JSONObject> properties = new TreeMap<>();
        JSONArray all = metadata().getJSONArray("properties");
        for (int i = 0; i < all.length(); i++) {
            properties.put(all.getJSONObject(i).getString("name"), all.getJSONObject(i));
        }
        assertThat(properties).containsKeys("libp2p.admin.security", "libp2p.admin.token-file",
                "libp2p.admin.allowed-hosts")
                .allSatisfy((name, property) -> {
                    assertThat(property.optString("description")).as(name).matches("(?s)[A-Z].{10,}\\.");
                    assertThat(property.optString("defaultValue")).as(name).isNotEmpty();
                });
        assertThat(properties.values()).extracting(property -> property.optString("defaultValue"))
                .contains("none", "${libp2p.data-dir}/admin.token", "[\"localhost\",\"127.0.0.1\",\"[::1]\"]");
    }

    /** This module's own: other jars have metadata of theirs. */
    private static JSONObject metadata() throws IOException, JSONException {
        String location = AdminProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
        try (InputStream in = URI.create(location + "META-INF/spring-configuration-metadata.json")
                .toURL()
                .openStream()) {
            return new JSONObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
