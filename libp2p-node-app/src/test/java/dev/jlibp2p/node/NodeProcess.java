package dev.jlibp2p.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged node as a process of its own, as users start it. */
final class NodeProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();

    private final StringBuilder log = new StringBuilder();

    private final Process process;

    private final BufferedReader output;

    /** The node's, and that of the management server where it has one of its own. */
    private final List<Integer> ports = new ArrayList<>();

    NodeProcess(Path dataDirectory, String... properties) throws IOException {
        this(dataDirectory, Map.of(), properties);
    }

    NodeProcess(Path dataDirectory, Map<String, String> environment, String... properties) throws IOException {
        this(in(environment, new ProcessBuilder(command(dataDirectory, properties))));
    }

    NodeProcess(ProcessBuilder command) throws IOException {
        process = command.redirectErrorStream(true).start();
        output = process.inputReader();
    }

    private static ProcessBuilder in(Map<String, String> environment, ProcessBuilder command) {
        command.environment().putAll(environment);
        return command;
    }

    private static List<String> command(Path dataDirectory, String... properties) {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar",
                        System.getProperty("node.jar"), "--server.port=0", "--libp2p.data-dir=" + dataDirectory));
        command.addAll(List.of(properties));
        return command;
    }

    /** Reads the log until the node has started, or has ended. */
    boolean awaitStart() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            log.append(line).append('\n');
            Matcher started = PORT.matcher(line);
            if (started.find()) {
                ports.add(Integer.parseInt(started.group(1)));
            }
            if (line.contains("Started NodeApplication")) {
                return true;
            }
        }
        return false;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(), BodyHandlers.ofString());
    }

    HttpResponse<String> getManagement(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.get(1) + path)).build(),
                BodyHandlers.ofString());
    }

    /** Any request; its path is that of {@code uri}. */
    HttpResponse<String> send(HttpRequest.Builder request, String path) throws IOException, InterruptedException {
        return http.send(request.uri(uri(path)).build(), BodyHandlers.ofString());
    }

    /** Asks the process to end as a service manager does. */
    void signal() {
        // Not process.destroy(), which closes the output as well.
        process.toHandle().destroy();
    }

    /** Same, and tells how it did. */
    int terminate() throws InterruptedException {
        signal();
        return awaitEnd();
    }

    int awaitEnd() throws InterruptedException {
        output.lines().forEach(line -> log.append(line).append('\n'));
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the node did not end within a minute of SIGTERM:\n" + log);
        }
        return process.exitValue();
    }

    int exitValue() throws InterruptedException {
        process.waitFor();
        return process.exitValue();
    }

    /** Everything it has said so far. */
    String log() {
        return log.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports.getFirst() + path);
    }
}
