package dev.jlibp2p.host;

import com.sun.management.OperatingSystemMXBean;
import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own that has little of something, and does what it is asked line by line. */
final class ScarceNode implements Closeable {

    /** Its handler never reads. */
    static final ProtocolId DEAF = ProtocolId.of("/test/deaf/1.0.0");

    private static final String ANSWER = "answer: ";

    private final Process process;

    private final BufferedReader output;

    private final BufferedWriter input;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();

    private final Multiaddr address;

    /**
     * @param shell run before the process, to take something from it
     * @param options of the virtual machine
     * @param limits {@code unlimited} or {@code scaled}
     */
    ScarceNode(String shell, List<String> options, String limits) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", shell + "; exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ScarceNode.class.getName(), limits));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        address = Multiaddr.of(answer());
    }

    /** With its peer id. */
    Multiaddr address() {
        return address;
    }

    PeerId id() {
        return PeerId.in(address).orElseThrow();
    }

    String ask(String question) throws IOException {
        input.write(question);
        input.newLine();
        input.flush();
        return answer();
    }

    /** Everything it said besides answers. */
    String log() {
        return String.join("\n", log);
    }

    private String answer() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(ANSWER)) {
                return line.substring(ANSWER.length());
            }
            log.add(line);
        }
        throw new IOException("the process has ended:\n" + log());
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        output.close();
    }

    /** The process. */
    public static void main(String[] arguments) throws Exception {
        ResourceManager resources = arguments[0].equals("unlimited")
                ? new ResourceManager(ResourceLimits.UNLIMITED)
                : ResourceManager.withDefaults();
        CountDownLatch never = new CountDownLatch(1);
        StreamHandler deaf = stream -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        };
        try (Host host = Libp2p.builder()
                .resources(resources)
                .handler(new Echo())
                .upgradeTimeout(Duration.ofMinutes(2))
                .listen("/ip4/127.0.0.1/tcp/0")
                .start();
                BufferedReader questions = new BufferedReader(
                        new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            host.handle(DEAF, deaf);
            say(host.addresses().listen().getFirst() + "/p2p/" + host.id());
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                say(answer(host, resources, line.split(" ")));
            }
        }
    }

    private static String answer(Host host, ResourceManager resources, String[] question) throws InterruptedException {
        try {
            return switch (question[0]) {
                case "connections" -> Long.toString(resources.system().connections());
                case "memory" -> Long.toString(resources.system().memory());
                case "memory-limit" -> Long.toString(resources.system().limits().memory());
                case "file" -> open();
                case "dial" -> host.connect(Multiaddr.of(question[1])).toString();
                case "cpu" -> cpu(Long.parseLong(question[1]));
                default -> "what?";
            };
        } catch (IOException e) {
            return "failed: " + e.getClass().getSimpleName();
        }
    }

    private static String open() throws IOException {
        try (FileInputStream file = new FileInputStream("/dev/null")) {
            return "opened " + file.read();
        }
    }

    /** Milliseconds of processor time used within so many. */
    private static String cpu(long millis) throws InterruptedException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        return Long.toString(TimeUnit.NANOSECONDS.toMillis(system.getProcessCpuTime() - before));
    }

    private static void say(String answer) {
        System.out.println(ANSWER + answer);
        System.out.flush();
    }
}
