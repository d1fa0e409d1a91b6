package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.jayway.jsonpath.JsonPath;
import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged node under load is told to stop: who is owed an answer gets it. */
@Timeout(240)
class StopLedgerIT {

    private static final ProtocolId ECHO = ProtocolId.of("/echo/1.0.0");

    private static final byte[] PART = new byte[512];

    private static final int LOADERS = 12;

    private static final int HELD = 6;

    private static final int SLOW_CALLS = 3;

    private final CountDownLatch refusing = new CountDownLatch(1);

    @TempDir
    private Path directory;

    /** Kept, because a socket that nobody keeps is closed. */
    private final List<Socket> dialled = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : dialled) {
            socket.close();
        }
    }

    /** What became of the requests of one client. */
    private record Ledger(int answered, int refused, List<String> lost) {}

    @Test
    void nothingThatWasAcceptedIsLostAndReadinessIsOffFirst() throws Exception {
        try (NodeProcess node = new NodeProcess(directory, "--libp2p.listen=/ip4/127.0.0.1/tcp/0",
                "--libp2p.echo.enabled=true", "--management.server.port=0");
                ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Host client = Libp2p.builder().start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(node.awaitStart()).as(node.log()).isTrue();
            PeerId id = connect(client, node);
            List<Future<Ledger>> load = start(threads, LOADERS, () -> load(client, id));
            CountDownLatch holding = new CountDownLatch(HELD);
            List<Future<Boolean>> held = start(threads, HELD, () -> hold(client, id, holding));
            assertThat(holding.await(30, TimeUnit.SECONDS)).isTrue();
            List<Future<HttpResponse<String>>> calls = slowCalls(threads, node, silent);

            node.signal();
            awaitUnready(node);
            assertThat(client.connections(id)).as("readiness is off, and the node still there").isNotEmpty();
            assertThat(answered(client, id)).as("and it serves").isTrue();
            assertThatIOException().as("a new call").isThrownBy(() -> node.get("/api/v1/node"));
            for (Future<HttpResponse<String>> call : calls) {
                assertThat(call.get().statusCode()).isEqualTo(504);
                assertThat(call.get().body()).contains("\"code\":\"timeout\"");
            }
            for (Future<Boolean> each : held) {
                assertThat(each.get()).as("begun before the signal, ended while new ones were refused").isTrue();
            }
            int answered = 0;
            for (Future<Ledger> each : load) {
                assertThat(each.get().lost()).isEmpty();
                assertThat(each.get().refused()).isEqualTo(1);
                answered += each.get().answered();
            }
            assertThat(answered).isGreaterThan(LOADERS);
            assertThat(node.awaitEnd()).as(node.log()).isEqualTo(143);
            assertThat(node.log()).contains("libp2p node " + id + " stopped").doesNotContain("Exception", "ERROR");
        }
    }

    private static PeerId connect(Host client, NodeProcess node) throws IOException, InterruptedException {
        PeerId id = PeerId.of(JsonPath.<String>read(node.get("/api/v1/node").body(), "$.peerId"));
        client.connect(id, List.of(Multiaddr.of(
                JsonPath.<String>read(node.get("/api/v1/node/addresses").body(), "$.listen[0]"))));
        return id;
    }

    private static <T> List<Future<T>> start(ExecutorService threads, int number, Callable<T> task) {
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            futures.add(threads.submit(task));
        }
        return futures;
    }

    /** Calls that wait for a peer which never says anything; all of them have got as far as that peer. */
    private List<Future<HttpResponse<String>>> slowCalls(ExecutorService threads, NodeProcess node,
            ServerSocket silent) throws IOException {
        List<Future<HttpResponse<String>>> calls = start(threads, SLOW_CALLS, () -> {
            PeerId nobody = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
            return node.post("/api/v1/peers?timeout=6s",
                    "{\"addrs\":[\"/ip4/127.0.0.1/tcp/" + silent.getLocalPort() + "/p2p/" + nobody + "\"]}");
        });
        for (int i = 0; i < SLOW_CALLS; i++) {
            dialled.add(silent.accept());
        }
        return calls;
    }

    /** Requests one after the other until one is refused. A request is accepted once some of it has come back. */
    private Ledger load(Host client, PeerId id) {
        int answered = 0;
        List<String> lost = new ArrayList<>();
        while (lost.isEmpty()) {
            boolean accepted = false;
            try (Stream stream = client.open(id, ECHO)) {
                accepted = exchange(stream);
                stream.output().write(PART);
                stream.output().close();
                if (accepted && stream.input().readAllBytes().length == PART.length) {
                    answered++;
                } else {
                    lost.add("request " + answered + " was answered in part");
                }
            } catch (IOException e) {
                if (!accepted) {
                    refusing.countDown();
                    return new Ledger(answered, 1, lost);
                }
                lost.add("request " + answered + ": " + e);
            }
        }
        return new Ledger(answered, 0, lost);
    }

    /** A request that is half made when the signal comes, and is made up only when others are refused. */
    private boolean hold(Host client, PeerId id, CountDownLatch holding) throws IOException, InterruptedException {
        try (Stream stream = client.open(id, ECHO)) {
            boolean accepted = exchange(stream);
            holding.countDown();
            refusing.await();
            stream.output().write(PART);
            stream.output().close();
            return accepted && stream.input().readAllBytes().length == PART.length;
        }
    }

    private static boolean answered(Host client, PeerId id) throws IOException {
        try (Stream stream = client.open(id, ECHO)) {
            return exchange(stream);
        }
    }

    private static boolean exchange(Stream stream) throws IOException {
        stream.output().write(PART);
        stream.output().flush();
        int got = stream.input().readNBytes(PART.length).length;
        if (got == 0) {
            throw new IOException("ended without a byte");
        }
        return got == PART.length;
    }

    private static void awaitUnready(NodeProcess node) throws IOException, InterruptedException {
        HttpResponse<String> readiness = node.getManagement("/actuator/health/readiness");
        while (readiness.statusCode() == 200) {
            readiness = node.getManagement("/actuator/health/readiness");
        }
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body()).contains("OUT_OF_SERVICE");
        assertThat(node.getManagement("/actuator/health/liveness").statusCode()).as("and it is alive").isEqualTo(200);
    }
}
