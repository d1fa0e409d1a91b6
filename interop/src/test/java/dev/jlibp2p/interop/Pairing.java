package dev.jlibp2p.interop;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** One of our hosts and one foreign peer, listening and not connected. */
final class Pairing implements AutoCloseable {

    private static final long WAIT_SECONDS = 15;

    final ForeignPeer peer;

    final OurHost us;

    final Host host;

    private final TransportName transport;

    private final Setting setting;

    Pairing(ForeignPeer peer, OurHost us, TransportName transport, Setting setting) {
        this.peer = peer;
        this.us = us;
        this.host = us.host;
        this.transport = transport;
        this.setting = setting;
    }

    /** Both new, on TCP, with Noise and yamux, and with keys of the same kind. */
    static Pairing start(ForeignLibrary library, KeyType keyType) throws IOException, InterruptedException {
        Path scratch = Files.createDirectories(Path.of("target", "interop"));
        String anywhere = TransportName.TCP.listenAddress(Setting.DEFAULT);
        List<String> command = new ArrayList<>(
                List.of(library.executable().orElseThrow().toString(), "--listen", anywhere));
        command.addAll(List.of("--key-type", keyType.toString()));
        if (library == ForeignLibrary.RUST) {
            command.add("--signed-record");
            if (keyType == KeyType.RSA) {
                command.addAll(List.of("--rsa-key", newRsaKey(scratch).toString()));
            }
        }
        ForeignPeer peer = ForeignPeer.start(command, scratch.resolve(library + "-" + keyType + ".log"));
        try {
            OurHost us = new OurHost(Libp2p.builder()
                    .identity(Identity.generate(keyType, new SecureRandom()))
                    .listen(anywhere));
            return new Pairing(peer, us, TransportName.TCP, Setting.DEFAULT);
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

    /** Where the peer listens, with its id. */
    Multiaddr theirAddress() {
        return peer.addresses()
                .stream()
                .filter(address -> transport.matches(address, setting))
                .findFirst()
                .map(Multiaddr::of)
                .orElseThrow(() -> new IllegalStateException("no " + transport + " among " + peer.addresses()));
    }

    /** Where we listen, without our id. */
    Multiaddr ourAddress() {
        List<Multiaddr> all = host.addresses().listen();
        return all.stream()
                .filter(address -> transport.matches(address.toString(), setting))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + transport + " among " + all));
    }

    /** The arguments of a command that is about us. */
    Map<String, Object> us() {
        return Map.of("peer", host.id().toString());
    }

    /** Runs a command that is about us. */
    JsonNode ask(String command) throws IOException {
        return peer.ask(command, us());
    }

    /** Runs a command that is about us. */
    JsonNode ask(String command, Map<String, ?> arguments) throws IOException {
        Map<String, Object> all = new HashMap<>(us());
        all.putAll(arguments);
        return peer.ask(command, all);
    }

    /** Both sides have the connection: who dials has it first, and a peer that has none yet would dial us itself. */
    Connection connect(Dialer dialer) throws IOException {
        return dialer == Dialer.WE ? weDial() : theyDial();
    }

    Connection weDial() throws IOException {
        Connection connection = host.connect(written(theirAddress()));
        untilPeerHas("the connection we dialled", () -> !connectionsOfPeer().isEmpty());
        return connection;
    }

    Connection theyDial() throws IOException {
        peer.ask("connect", Map.of("addr", written(host.id().addTo(ourAddress())).toString()));
        untilHostHas("the connection they dialled", () -> !host.connections(peerId()).isEmpty());
        return host.connections(peerId()).get(0);
    }

    private Multiaddr written(Multiaddr address) {
        return Multiaddr.of(setting.written(address.toString()));
    }

    /** What the peer says about its one connection, which is to us. */
    JsonNode theirConnection() throws IOException {
        return connectionsOfPeer().get(0);
    }

    /** Whether identify has told us about the peer since it connected. */
    boolean hasIdentified() {
        return us.hasIdentified(peerId());
    }

    /** Ends all connections and waits until both sides know. */
    void disconnect() throws IOException {
        host.disconnect(peerId());
        untilHostHas("no connection", () -> host.connections(peerId()).isEmpty());
        untilPeerHas("no connection", () -> connectionsOfPeer().isEmpty());
    }

    private JsonNode connectionsOfPeer() throws IOException {
        return peer.ask("connections", Map.of()).get("connections");
    }

    void untilHostHas(String what, BooleanSupplier condition) throws IOException {
        us.until(what, condition);
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

    @Override
    public void close() {
        try {
            us.close();
        } finally {
            peer.close();
        }
    }
}
