package dev.jlibp2p.node.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One call of the API, as its description has it.
 *
 * @param hasBody whether it reads one
 * @param statuses how it may answer
 */
record Call(String method, String path, List<Parameter> parameters, boolean hasBody, Set<Integer> statuses) {

    /** @param schema what a value has to be */
    record Parameter(String name, boolean inPath, JsonNode schema) {}

    static List<Call> in(String description) {
        List<Call> calls = new ArrayList<>();
        JsonMapper.shared()
                .readTree(description)
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> calls.add(of(method.getKey(), path.getKey(), method.getValue()))));
        return calls;
    }

    private static Call of(String method, String path, JsonNode call) {
        List<Parameter> parameters = new ArrayList<>();
        call.path("parameters")
                .forEach(parameter -> parameters.add(new Parameter(parameter.path("name").asString(),
                        parameter.path("in").asString().equals("path"), parameter.path("schema"))));
        Set<Integer> statuses = new HashSet<>();
        call.path("responses").properties().forEach(response -> statuses.add(Integer.valueOf(response.getKey())));
        return new Call(method.toUpperCase(Locale.ROOT), path, parameters, call.has("requestBody"), statuses);
    }
}
