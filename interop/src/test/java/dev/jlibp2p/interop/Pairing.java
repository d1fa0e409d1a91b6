package dev.jlibp2p.interop;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.protocol.ping.Ping;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One of our hosts and one foreign peer, both with a key of the same kind, listening and not connected. */
final class Pairing implements AutoCloseable {

    /** Reads to the end, then answers. */
    static final ProtocolId HALF_CLOSE = ProtocolId.of("/test/half-close/1.0.0");

    /** Resets after the first byte. */
    static final ProtocolId RESET = ProtocolId.of("/test/reset/1.0.0");

    /** Echoes and keeps the reset that ends it in {@link #resetsSeen}. */
    static final ProtocolId WATCHED_ECHO = ProtocolId.of("/test/watched-echo/1.0.0");

    private static final String LOOPBACK = "/ip4/127.0.0.1/tcp/0";

    private static final long WAIT_SECONDS = 15;

    final ForeignPeer peer;

    final Host host;

    final Ping ping = new Ping(new SecureRandom(), Ticker.systemTicker(), Duration.ofSeconds(10));

    final BlockingQueue<StreamResetException> resetsSeen = new LinkedBlockingQueue<>();

    private final BlockingQueue<HostEvent> events = new LinkedBlockingQueue<>();

    private volatile boolean hasIdentified;

    private Pairing(ForeignPeer peer, KeyType keyType) throws IOException {
        this.peer = peer;
        this.host = Libp2p.builder()
                .identity(Identity.generate(keyType, new SecureRandom()))
                .listen(LOOPBACK)
                .ping(ping)
                .identifyPushInterval(Duration.ofMillis(10))
                .handler(new Echo())
                .service(new Perf())
                .start();
        host.onEvent(this::notice);
        host.handle(HALF_CLOSE, Pairing::answerAfterTheEnd);
        host.handle(RESET, Pairing::resetAfterOneByte);
        host.handle(WATCHED_ECHO, this::watchedEcho);
    }

    static Pairing start(ForeignLibrary library, KeyType keyType) throws IOException, InterruptedException {
        Path scratch = Files.createDirectories(Path.of("target", "interop"));
        List<String> command = new ArrayList<>(
                List.of(library.executable().orElseThrow().toString(), "--listen", LOOPBACK));
        command.addAll(List.of("--key-type", keyType.toString()));
        if (library == ForeignLibrary.RUST) {
            command.add("--signed-record");
            if (keyType == KeyType.RSA) {
                command.addAll(List.of("--rsa-key", newRsaKey(scratch).toString()));
            }
        }
        ForeignPeer peer = ForeignPeer.start(command, scratch.resolve(library + "-" + keyType + ".log"));
        try {
            return new Pairing(peer, keyType);
        } catch (IOException | RuntimeException e) {
            peer.close();
            throw e;
        }
    }

    private static Path newRsaKey(Path directory) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return Files.write(directory.resolve("rsa.pk8"), generator.generateKeyPair().getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Who the foreign peer says it is. */
    PeerId peerId() {
        return PeerId.of(peer.peerId());
    }

    /** Where we listen, with our id. */
    String ourAddress() {
        return host.id().addTo(host.addresses().listen().get(0)).toString();
    }

    /** The arguments of a command that is about us. */
    Map<String, Object> us() {
        return Map.of("peer", host.id().toString());
    }

    Connection weDial() throws IOException {
        return host.connect(Multiaddr.of(peer.address()));
    }

    Connection theyDial() throws IOException {
        peer.ask("connect", Map.of("addr", ourAddress()));
        untilHostHas("the connection they dialled", () -> !host.connections(peerId()).isEmpty());
        return host.connections(peerId()).get(0);
    }

    /** Whether identify has told us about the peer since it connected. */
    boolean hasIdentified() {
        return hasIdentified;
    }

    private void notice(HostEvent event) {
        if (event instanceof HostEvent.PeerIdentified) {
            hasIdentified = true;
        } else if (event instanceof HostEvent.PeerDisconnected) {
            hasIdentified = false;
        }
        events.add(event);
    }

    /** Ends all connections and waits until both sides know. */
    void disconnect() throws IOException {
        host.disconnect(peerId());
        untilHostHas("no connection", () -> host.connections(peerId()).isEmpty());
        untilPeerHas("no connection", () -> peer.ask("connections", Map.of()).get("connections").isEmpty());
    }

    /** Looks again after each event of the host. */
    void untilHostHas(String what, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        try {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IOException("the host did not have " + what + " within " + WAIT_SECONDS + " s");
                }
                events.poll(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted waiting for " + what, e);
        }
    }

    /** Asks the peer again and again; each question waits for its answer. */
    void untilPeerHas(String what, PeerCondition condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the peer did not have " + what + " within " + WAIT_SECONDS + " s");
            }
        }
    }

    @FunctionalInterface
    interface PeerCondition {

        boolean holds() throws IOException;
    }

    private static void answerAfterTheEnd(Stream stream) throws IOException {
        String request = new String(stream.input().readAllBytes(), StandardCharsets.UTF_8);
        stream.output().write(("answer:" + request).getBytes(StandardCharsets.UTF_8));
    }

    private static void resetAfterOneByte(Stream stream) throws IOException {
        stream.input().readNBytes(1);
        stream.reset(0);
    }

    private void watchedEcho(Stream stream) throws IOException {
        try {
            stream.input().transferTo(stream.output());
        } catch (StreamResetException e) {
            resetsSeen.add(e);
        }
    }

    @Override
    public void close() {
        try {
            host.close();
        } finally {
            peer.close();
        }
    }
}
