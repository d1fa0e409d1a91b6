package dev.jlibp2p.spring;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;

/** The metadata of this module's properties, which the build generates from their documentation. */
final class Metadata {

    private final JSONObject document;

    private Metadata(JSONObject document) {
        this.document = document;
    }

    /** Beside the class: other jars of the class path have metadata of their own. */
    static Metadata read() throws IOException, JSONException {
        String location = Libp2pProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
        try (InputStream in = URI.create(location + "META-INF/spring-configuration-metadata.json")
                .toURL()
                .openStream()) {
            return new Metadata(new JSONObject(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    /** Those below {@code libp2p}, by name. */
    Map<String, JSONObject> properties() throws JSONException {
        return named("properties");
    }

    /** Values to choose from, by property. */
    Map<String, JSONObject> hints() throws JSONException {
        return named("hints");
    }

    private Map<String, JSONObject> named(String list) throws JSONException {
        Map<String, JSONObject> named = new TreeMap<>();
        for (JSONObject entry : objects(document.getJSONArray(list))) {
            if (entry.getString("name").startsWith("libp2p.")) {
                named.put(entry.getString("name"), entry);
            }
        }
        return named;
    }

    static List<JSONObject> objects(JSONArray array) throws JSONException {
        List<JSONObject> objects = new ArrayList<>();
        for (int i = 0; i < array.length(); i++) {
            objects.add(array.getJSONObject(i));
        }
        return objects;
    }

    /** As a person would write it; empty where there is none. */
    static String defaultValue(JSONObject property) throws JSONException {
        Object value = property.opt("defaultValue");
        if (value instanceof JSONArray list) {
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < list.length(); i++) {
                texts.add(list.getString(i));
            }
            return String.join(", ", texts);
        }
        return value == null ? "" : value.toString();
    }
}
