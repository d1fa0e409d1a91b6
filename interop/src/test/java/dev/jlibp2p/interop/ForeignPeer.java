package dev.jlibp2p.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A peer in a process of its own, driven over its stdin and stdout; the protocol is told in {@code interop/peers/README.md}.
 * Thread-safe. Every wait is bounded, and {@link #close} leaves no process behind; should this process die instead, the end
 * of its stdin ends the peer.
 */
final class ForeignPeer implements AutoCloseable {

    /** Longer in {@code interop/soak}. */
    static final long ANSWER_SECONDS = Long.getLong("interop.answer-seconds", 60);

    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;

    private final Writer commands;

    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();

    private final AtomicInteger lastId = new AtomicInteger();

    private ForeignPeer(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        // Reading a pipe blocks the carrier of a virtual thread: a few peers, and no virtual thread runs any more.
        Thread.ofPlatform().daemon().name("foreign-peer-" + process.pid()).start(this::listen);
    }

    /** Starts a peer and waits until it listens. What it has to say to people goes to {@code log}. */
    static ForeignPeer start(List<String> command, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        // What js-libp2p goes by; the others tell their errors by themselves.
        builder.environment().put("DEBUG", "libp2p*:error");
        ForeignPeer peer = new ForeignPeer(builder.start());
        try {
            await(peer.ready, "the ready line of " + command);
            return peer;
        } catch (IOException | RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    /** The peer's first line: {@code peerId, addrs, library, version}. */
    JsonNode ready() {
        return ready.join();
    }

    String peerId() {
        return ready().get("peerId").asString();
    }

    /** Where it listens, each with its id. */
    List<String> addresses() {
        return ready().get("addrs").valueStream().map(JsonNode::asString).toList();
    }

    /** Runs a command and returns what it answered; its refusal is the exception. */
    JsonNode ask(String command, Map<String, ?> arguments) throws IOException {
        JsonNode answer = answer(command, arguments);
        if (!answer.get("ok").asBoolean()) {
            throw new IOException(command + " " + arguments + " failed at the peer: " + answer.get("error").asString());
        }
        return answer;
    }

    /** Runs a command that must fail and returns the error. */
    String refusal(String command, Map<String, ?> arguments) throws IOException {
        JsonNode answer = answer(command, arguments);
        if (answer.get("ok").asBoolean()) {
            throw new IOException(command + " " + arguments + " succeeded at the peer: " + answer);
        }
        return answer.get("error").asString();
    }

    private JsonNode answer(String command, Map<String, ?> arguments) throws IOException {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        Map<String, Object> call = new LinkedHashMap<>(Map.of("id", id, "cmd", command));
        call.putAll(arguments);
        try {
            send(JSON.writeValueAsString(call));
            return await(answer, command + " " + arguments);
        } finally {
            waiting.remove(id);
        }
    }

    private void send(String line) throws IOException {
        synchronized (commands) {
            commands.write(line + "\n");
            commands.flush();
        }
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(JSON.readTree(line));
            }
        } catch (IOException | RuntimeException e) {
            ready.completeExceptionally(e);
        }
        IOException gone = new IOException("the peer's process ended");
        ready.completeExceptionally(gone);
        waiting.values().forEach(answer -> answer.completeExceptionally(gone));
    }

    private void take(JsonNode message) {
        if (message.has("event")) {
            ready.complete(message);
            return;
        }
        CompletableFuture<JsonNode> answer = waiting.get(message.get("id").asInt());
        if (answer != null) {
            answer.complete(message);
        }
    }

    private static JsonNode await(CompletableFuture<JsonNode> answer, String what) throws IOException {
        try {
            return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(what + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(what + ": no answer within " + ANSWER_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(what + ": interrupted", e);
        }
    }

    @Override
    public void close() {
        try {
            process.destroy();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
