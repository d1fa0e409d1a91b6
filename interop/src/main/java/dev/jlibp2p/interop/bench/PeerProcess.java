package dev.jlibp2p.interop.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One peer, pinned to one core, asked one question at a time. Closing it ends the process. */
final class PeerProcess implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 120;

    private static final String LISTEN = "/ip4/127.0.0.1/tcp/0";

    private final JsonMapper json = new JsonMapper();

    private final BlockingQueue<JsonNode> answers = new LinkedBlockingQueue<>();

    private final String name;

    private final Process process;

    private final OutputStream questions;

    private final JsonNode ready;

    private int lastId;

    /** Starts a peer that listens on the loopback; its stderr goes to {@code log}. */
    PeerProcess(String name, List<String> command, int core, File log) throws IOException, InterruptedException {
        this.name = name;
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
        pinned.addAll(command);
        pinned.addAll(List.of("--listen", LISTEN));
        process = new ProcessBuilder(pinned).redirectError(Redirect.to(log)).start();
        questions = process.getOutputStream();
        Thread.ofVirtual().start(this::read);
        ready = next();
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    String peerId() {
        return ready.path("peerId").asString();
    }

    String address() {
        return ready.path("addrs").path(0).asString();
    }

    /** What the peer says it is. */
    String library() {
        return ready.path("library").asString() + " " + ready.path("version").asString();
    }

    JsonNode ask(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("id", ++lastId);
        question.put("cmd", command);
        question.putAll(arguments);
        questions.write((json.writeValueAsString(question) + "\n").getBytes(StandardCharsets.UTF_8));
        questions.flush();
        JsonNode answer = next();
        if (!answer.path("ok").asBoolean(false)) {
            throw new IOException(
                    name + " failed at " + question + ": " + answer.path("error").asString("no reason given"));
        }
        return answer;
    }

    double cpuSeconds() throws IOException, InterruptedException {
        return ask("cpu", Map.of()).path("seconds").asDouble();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode next() throws IOException, InterruptedException {
        JsonNode answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.isNull()) {
            close();
            throw new IOException(name + (answer == null
                    ? " gave no answer in " + PATIENCE_SECONDS + " s"
                    : " has ended, exit code " + process.exitValue()));
        }
        return answer;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // A JVM has words of its own on stdout, for example when it records.
                if (line.startsWith("{")) {
                    answers.add(json.readTree(line));
                }
            }
        } catch (IOException e) {
            // The pipe broke; the null below says that nothing more comes.
        }
        answers.add(json.nullNode());
    }
}
