package dev.jlibp2p.interop.peer;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Blocking;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.protocol.ping.Ping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** The commands of the benchmark on our host, each on the virtual thread that calls it. */
final class HostCommands {

    private final Host host;

    private final Protocols protocols;

    private final Ping ping;

    private final boolean blocking;

    private final SetUps setUps;

    /** Nodes that only hold a connection. */
    private final List<Host> strangers = new ArrayList<>();

    HostCommands(Host host, Protocols protocols, Ping ping, boolean blocking) {
        this.host = host;
        this.protocols = protocols;
        this.ping = ping;
        this.blocking = blocking;
        this.setUps = new SetUps(host);
    }

    Map<String, ?> run(String command, JsonNode call) throws IOException, InterruptedException {
        return switch (command) {
            case "connect" -> describe(host.connect(Multiaddr.of(call.path("addr").asString())));
            case "connections" ->
                Map.of("connections", host.connections().stream().map(HostCommands::describe).toList());
            case "disconnect" -> setUps.disconnect(peer(call));
            case "setups" -> setUps.run(Multiaddr.of(call.path("addr").asString()), call.path("count").asInt(1),
                    call.path("identify").asBoolean(true));
            case "identify" -> identify(peer(call));
            case "ping" -> ping(call);
            case "echo" -> echo(call);
            case "perf" -> perf(call);
            case "reqres" -> requestResponse(call);
            case "idle" -> idle(call);
            case "firstbyte" -> FirstByte.run(host, call);
            case "cpu" -> ProcessFigures.cpu();
            case "memory" -> ProcessFigures.memory();
            default -> throw new IllegalArgumentException("unknown command \"" + command + "\"");
        };
    }

    private static Map<String, ?> describe(Connection connection) {
        return Map.of("peerId", connection.peer().toString(), "direction", switch (connection.role()) {
            case INITIATOR -> "outbound";
            case RESPONDER -> "inbound";
        }, "security", connection.security(), "muxer", connection.muxer(), "remoteAddr",
                connection.peerAddress().toString(),
                "streams", connection.streams().size());
    }

    /** Waits until the peer has told what it speaks. */
    private Map<String, ?> identify(PeerId peer) throws IOException, InterruptedException {
        for (int i = 0; i < 1_000 && host.peerStore().protocols(peer).isEmpty(); i++) {
            Thread.sleep(10);
        }
        List<ProtocolId> protocols = host.peerStore().protocols(peer);
        if (protocols.isEmpty()) {
            throw new IOException("peer " + peer + " does not say what it speaks");
        }
        return Map.of("protocols", protocols.stream().map(ProtocolId::toString).toList());
    }

    private Map<String, ?> ping(JsonNode call) throws IOException {
        return Map.of("rttMs", ping.ping(host, peer(call), call.path("count").asInt(1))
                .stream()
                .map(time -> time.toNanos() / 1e6)
                .toList());
    }

    private Map<String, ?> echo(JsonNode call) throws IOException, InterruptedException {
        byte[] sent = new byte[call.path("bytes").asInt(1)];
        new Random(call.path("seed").asInt(1)).nextBytes(sent);
        try (Stream stream = connection(call).open(Echo.PROTOCOL)) {
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    stream.output().write(sent);
                    stream.output().close();
                } catch (IOException e) {
                    stream.reset(0);
                }
            });
            byte[] received = stream.input().readAllBytes();
            writer.join();
            if (!Arrays.equals(sent, received)) {
                throw new IOException(
                        "the echo of " + sent.length + " bytes came back as " + received.length + " others");
            }
            return Map.of("bytes", received.length);
        }
    }

    /** On one stream, or on several at once that begin together and carry as much each. */
    private Map<String, ?> perf(JsonNode call) throws IOException, InterruptedException {
        Connection connection = connection(call);
        long up = call.path("upload").asLong(0);
        long down = call.path("download").asLong(0);
        long begun = System.nanoTime();
        List<Double> each = new ArrayList<>();
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Double>> all = IntStream.range(0, call.path("streams").asInt(1))
                    .mapToObj(stream -> workers.submit(() -> {
                        Perf.run(host, connection, up, down);
                        return secondsSince(begun);
                    }))
                    .toList();
            for (Future<Double> stream : all) {
                each.add(stream.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return Map.of("seconds", secondsSince(begun), "eachSeconds", each);
    }

    private Map<String, ?> requestResponse(JsonNode call) throws IOException, InterruptedException {
        ProtocolId protocol = ProtocolId.of(call.path("protocol").asString(JavaPeer.REQUEST_RESPONSE.toString()));
        RequestResponseLoad load = RequestResponseLoad.of(call);
        Connection connection = connection(call);
        long begun = System.nanoTime();
        if (blocking) {
            exchangeBlocking(connection, protocol, load);
        } else {
            long[] times = RequestResponseClient.run(host.network(), connection, protocol, load);
            double seconds = secondsSince(begun);
            Arrays.sort(times);
            return Map.of("seconds", seconds, "count", load.count(), "p50Ms", times[times.length / 2] / 1e6, "p99Ms",
                    times[(int) (times.length * 0.99)] / 1e6);
        }
        return Map.of("seconds", secondsSince(begun), "count", load.count());
    }

    private static void exchangeBlocking(Connection connection, ProtocolId protocol, RequestResponseLoad load)
            throws IOException, InterruptedException {
        byte[] request = load.request();
        AtomicInteger left = new AtomicInteger(load.count());
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, load.inFlight())
                    .<Future<?>>mapToObj(worker -> workers.submit(() -> {
                        while (left.getAndDecrement() > 0) {
                            exchange(connection, protocol, request);
                        }
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static void exchange(Connection connection, ProtocolId protocol, byte[] request) {
        try (Stream stream = connection.open(protocol)) {
            stream.output().write(request);
            stream.output().close();
            int received = stream.input().readAllBytes().length;
            if (received != request.length) {
                throw new IOException("the answer has " + received + " bytes (expected: " + request.length + ")");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds connections to an address, each of a node of its own, or streams to a peer, and leaves them be. */
    private Map<String, ?> idle(JsonNode call) throws IOException {
        int count = call.path("count").asInt(1);
        for (int i = 0; i < count; i++) {
            if (call.has("addr")) {
                Host stranger = protocols.builder().start();
                strangers.add(stranger);
                stranger.connect(Multiaddr.of(call.path("addr").asString()));
            } else {
                Blocking.await(host.network()
                        .open(connection(call), stream -> stream.channel().config().setAutoRead(true),
                                ProtocolId.of(call.path("protocol").asString())));
            }
        }
        return Map.of("count", count);
    }

    private Connection connection(JsonNode call) throws IOException {
        List<Connection> connections = host.connections(peer(call));
        if (connections.isEmpty()) {
            throw new IOException("no connection to " + peer(call));
        }
        return connections.get(0);
    }

    private static PeerId peer(JsonNode call) {
        return PeerId.of(call.path("peer").asString());
    }

    private static double secondsSince(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
