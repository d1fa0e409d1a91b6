package dev.jlibp2p.helm;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged node with what the chart gives a pod, except for the ports and the places of its files. */
final class NodeProcess implements AutoCloseable {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    private final HttpClient http = HttpClient.newHttpClient();

    private final List<Integer> ports = new ArrayList<>();

    private final StringBuilder log = new StringBuilder();

    private final Process process;

    private final BufferedReader output;

    NodeProcess(Manifests manifests, Path directory, String... properties) throws IOException {
        Path configuration = Files.createDirectory(directory.resolve("config"));
        Files.writeString(configuration.resolve("application.yaml"), manifests.configuration());
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar", System.getProperty("node.jar"), "--server.port=0", "--management.server.port=0",
                        "--libp2p.listen=/ip4/127.0.0.1/tcp/0", "--libp2p.data-dir=" + directory.resolve("data")));
        command.addAll(List.of(properties));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of("SPRING_CONFIG_ADDITIONAL_LOCATION", configuration + "/", "POD_NAME",
                        Chart.RELEASE + "-2", "POD_INDEX", "2", "POD_IP", "127.0.0.1", "NODE_IP", "203.0.113.5",
                        "JAVA_TOOL_OPTIONS", manifests.environment("JAVA_TOOL_OPTIONS")));
        process = builder.start();
        output = process.inputReader();
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

    /** The admin interface, which starts before the management port. */
    HttpResponse<String> admin(String path, String... headers) throws IOException, InterruptedException {
        return get(ports.getFirst(), path, headers);
    }

    HttpResponse<String> management(String path, String... headers) throws IOException, InterruptedException {
        return get(ports.getLast(), path, headers);
    }

    /** Bytes of memory it has used at most, if this system tells. */
    long mostMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status)
                .stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .sum();
    }

    int terminate() throws InterruptedException {
        // Not process.destroy(), which closes the output as well.
        process.toHandle().destroy();
        output.lines().forEach(line -> log.append(line).append('\n'));
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the node did not end within a minute of SIGTERM:\n" + log);
        }
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

    private HttpResponse<String> get(int port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }
}
