package dev.jlibp2p.interop.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The control protocol of {@code interop/peers/README.md}: a line of JSON for each command on stdin, a line for each answer on
 * stdout. Every command has its own virtual thread; the end of stdin ends the process.
 */
final class ControlProtocol {

    private final JsonMapper json = new JsonMapper();

    private final PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final ReentrantLock writing = new ReentrantLock();

    private final Commands commands;

    /** What a peer can do; a thrown exception is the answer that it failed. */
    @FunctionalInterface
    interface Commands {

        Map<String, ?> run(String command, JsonNode call) throws IOException, InterruptedException;
    }

    ControlProtocol(Commands commands) {
        this.commands = commands;
    }

    /** Says that the peer is ready and answers until stdin ends or {@code stop} comes; then ends the process. */
    void serve(Map<String, ?> ready) throws IOException {
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("event", "ready");
        first.putAll(ready);
        say(first);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode call = json.readTree(line);
            if (call.path("cmd").asString("").equals("stop")) {
                say(Map.of("id", call.path("id").asInt(), "ok", true));
                break;
            }
            Thread.startVirtualThread(() -> answer(call));
        }
        System.exit(0);
    }

    private void answer(JsonNode call) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("id", call.path("id").asInt());
        try {
            Map<String, ?> result = commands.run(call.path("cmd").asString(""), call);
            answer.put("ok", true);
            answer.putAll(result);
        } catch (Exception e) {
            answer.put("ok", false);
            answer.put("error", e.toString());
        }
        say(answer);
    }

    private void say(Map<String, ?> message) {
        String line = json.writeValueAsString(message);
        writing.lock();
        try {
            output.println(line);
        } finally {
            writing.unlock();
        }
    }
}
