package dev.jlibp2p.spring;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.json.JSONException;
import org.json.JSONObject;

/** The page of all properties, as Markdown. */
final class PropertyPage {

    /** Types of ours that are no enum. */
    private static final Set<String> VALUES = Set.of("Multiaddr", "PeerId", "AccessRule", "AddressPattern");

    private final Metadata metadata;

    PropertyPage(Metadata metadata) {
        this.metadata = metadata;
    }

    String markdown(String command) throws JSONException {
        StringBuilder page = new StringBuilder(head(command));
        for (Map.Entry<String, List<JSONObject>> section : sections().entrySet()) {
            page.append("\n## ").append(section.getKey()).append("\n\n");
            page.append("| property | type | default | what |\n|---|---|---|---|\n");
            for (JSONObject property : section.getValue()) {
                page.append(row(property));
            }
        }
        return page.toString();
    }

    private static String head(String command) {
        return """
                # Properties

                Generated from the metadata of the properties, the same that editors complete from; a test holds the two
                together. After a change: `%s`

                Units are Spring Boot's: durations such as `10s` or `5m`, sizes such as `256KB`. A list is a YAML list or
                one text with commas; a list given replaces the default list. A value this version does not serve fails
                the start. A key below `libp2p` that is not known is a warning with the nearest name. The node app has
                more, below `libp2p.admin`.
                """
                .formatted(command);
    }

    private Map<String, List<JSONObject>> sections() throws JSONException {
        Map<String, List<JSONObject>> sections = new LinkedHashMap<>();
        sections.put("libp2p", new ArrayList<>());
        for (Map.Entry<String, JSONObject> property : metadata.properties().entrySet()) {
            String[] parts = property.getKey().split("\\.");
            String section = parts.length == 2 ? "libp2p" : "libp2p." + parts[1];
            sections.computeIfAbsent(section, empty -> new ArrayList<>()).add(property.getValue());
        }
        return sections;
    }

    private String row(JSONObject property) throws JSONException {
        String name = property.getString("name");
        String defaultValue = Metadata.defaultValue(property);
        String shown = defaultValue.isEmpty() ? "none" : "`" + defaultValue + "`";
        return "| `" + name + "` | " + type(property.getString("type")) + " | " + shown + " | "
                + cell(property.getString("description")) + values(name) + " |\n";
    }

    private String values(String name) throws JSONException {
        JSONObject hint = metadata.hints().get(name);
        if (hint == null) {
            return "";
        }
        List<String> values = new ArrayList<>();
        for (JSONObject value : Metadata.objects(hint.getJSONArray("values"))) {
            values.add("`" + value.getString("value") + "`: " + cell(value.getString("description")));
        }
        return (hint.has("providers") ? "<br>For example " : "<br>") + String.join("<br>", values);
    }

    private static String type(String type) {
        if (type.startsWith("java.util.List<")) {
            return "list of " + type(type.substring("java.util.List<".length(), type.length() - 1));
        }
        String simple = type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
        boolean isChoice = type.startsWith("dev.jlibp2p.") && !VALUES.contains(simple);
        return isChoice ? "choice" : simple.equals("String") ? "text" : simple;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\s+", " ");
    }
}
