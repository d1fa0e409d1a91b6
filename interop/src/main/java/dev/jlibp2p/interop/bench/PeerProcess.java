package dev.jlibp2p.interop.bench;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One peer, asked by its control protocol. Closing it ends the process. */
final class PeerProcess implements AutoCloseable {

    /** Longer than any step takes; who needs more has stalled. */
    private static final int PATIENCE_SECONDS = Integer.getInteger("bench.patience", 120);

    private final JsonMapper json = new JsonMapper();

    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();

    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();

    private final AtomicInteger lastId = new AtomicInteger();

    private final String name;

    private final Process process;

    private final OutputStream questions;

    private final JsonNode self;

    /**
     * Starts a peer; its stderr goes to {@code log}.
     *
     * @param place what it runs in: the beginning of the command
     * @param arguments of the peer, the end of the command
     */
    PeerProcess(String name, List<String> place, List<String> command, List<String> arguments, File log)
            throws IOException, InterruptedException {
        this.name = name;
        List<String> whole = new ArrayList<>(place);
        whole.addAll(command);
        whole.addAll(arguments);
        process = new ProcessBuilder(whole).redirectError(Redirect.to(log)).start();
        questions = process.getOutputStream();
        Thread.ofPlatform().daemon().start(this::read);
        self = await(ready);
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    String peerId() {
        return self.path("peerId").asString();
    }

    String address() {
        return self.path("addrs").path(0).asString();
    }

    /** What the peer says it is. */
    String library() {
        return self.path("library").asString() + " " + self.path("version").asString();
    }

    JsonNode ask(String command, Map<String, ?> arguments) throws IOException, InterruptedException {
        return answer(command, begin(command, arguments));
    }

    /** Asks without waiting; several questions may be open at once. */
    Future<JsonNode> begin(String command, Map<String, ?> arguments) throws IOException {
        Map<String, Object> question = new LinkedHashMap<>();
        int id = lastId.incrementAndGet();
        question.put("id", id);
        question.put("cmd", command);
        question.putAll(arguments);
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        questions.write((json.writeValueAsString(question) + "\n").getBytes(StandardCharsets.UTF_8));
        questions.flush();
        return answer;
    }

    /** Waits for what was asked. */
    JsonNode answer(String command, Future<JsonNode> asked) throws IOException, InterruptedException {
        JsonNode answer = await(asked);
        if (!answer.path("ok").asBoolean(false)) {
            throw new IOException(
                    name + " failed at " + command + ": " + answer.path("error").asString("no reason given"));
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

    private JsonNode await(Future<JsonNode> asked) throws IOException, InterruptedException {
        try {
            return asked.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            close();
            throw new IOException(name + " gave no answer in " + PATIENCE_SECONDS + " s", e);
        } catch (ExecutionException e) {
            close();
            throw new IOException(name + " has ended", e.getCause());
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // A JVM has words of its own on stdout, for example when it records.
                if (line.startsWith("{")) {
                    heard(json.readTree(line));
                }
            }
        } catch (IOException e) {
            // The pipe broke; nothing more comes.
        }
        EOFException end = new EOFException("stdout has ended");
        ready.completeExceptionally(end);
        open.values().forEach(each -> each.completeExceptionally(end));
    }

    private void heard(JsonNode line) {
        CompletableFuture<JsonNode> asked = line.has("id") ? open.remove(line.path("id").asInt()) : ready;
        if (asked != null) {
            asked.complete(line);
        }
    }
}
