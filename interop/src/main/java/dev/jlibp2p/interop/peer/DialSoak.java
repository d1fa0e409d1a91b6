package dev.jlibp2p.interop.peer;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import io.netty.util.concurrent.Future;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The leak soak: so many dials that are cancelled, refused, rejected, or lead to somebody else, on one transport and security,
 * and what is left of them: connections, descriptors and direct memory. Arguments: a title, the number of dials, then those of
 * {@link Protocols}. {@code interop/bench/soak} is the way to start it.
 */
public final class DialSoak implements AutoCloseable {

    private static final int AT_ONCE = 25;

    private static final int WAYS = 4;

    /** What the JVM opens meanwhile for itself, such as a jar. */
    private static final int OTHERS = 8;

    /** What an allocator may keep more than before; a leak of one kibibyte a dial is more than that after 10,000. */
    private static final long CHUNKS = 4 << 20;

    private static final Random RANDOM = new Random(7);

    private final AtomicBoolean rejects = new AtomicBoolean();

    private final String title;

    private final Host server;

    private final Host client;

    private DialSoak(String title, Arguments arguments) throws IOException {
        this.title = title;
        Protocols protocols = new Protocols(arguments, YamuxConfig.defaults());
        String[] listen = arguments.values("listen").toArray(String[]::new);
        ConnectionGater moody = new ConnectionGater() {

            @Override
            public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
                return !rejects.get();
            }
        };
        server = protocols.builder().gater(moody).listen(listen).start();
        client = protocols.builder().start();
    }

    public static void main(String... args) throws IOException, InterruptedException {
        int dials = Integer.parseInt(args[1]);
        try (DialSoak soak = new DialSoak(args[0], new Arguments(args))) {
            soak.run(Math.max(1, dials / (AT_ONCE * WAYS)));
        }
        System.exit(0);
    }

    private void run(int rounds) throws IOException, InterruptedException {
        // The first ones fill pools and load classes.
        for (int i = 0; i < 5; i++) {
            round();
        }
        Held before = settled();
        for (int i = 0; i < rounds; i++) {
            round();
        }
        Held after = settled();
        boolean clean = after.connections == 0 && after.descriptors <= before.descriptors + OTHERS
                && after.direct <= before.direct + CHUNKS;
        System.out.printf("| %s | %,d | %d → %d | %,d → %,d | %s |%n", title, rounds * AT_ONCE * WAYS,
                before.descriptors,
                after.descriptors, before.direct, after.direct, clean ? "clean" : "LEAK");
        if (!clean) {
            System.exit(1);
        }
    }

    /**
     * What the process holds.
     *
     * @param direct bytes of direct memory, those that the allocator keeps for later included
     */
    private record Held(long connections, long descriptors, long direct) {}

    private void round() throws IOException, InterruptedException {
        Multiaddr address = server.addresses().listen().getFirst();
        cancelled(address);
        allFail(null, nobody(address));
        allFail(Identity.generate(KeyType.ED25519, new SecureRandom()).peerId(), address);
        rejects.set(true);
        allFail(null, address);
        rejects.set(false);
    }

    /** At any point of the connect, the handshake and after. */
    private void cancelled(Multiaddr address) throws InterruptedException {
        List<Future<Connection>> dials = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Future<Connection> dial = client.network().dial(null, List.of(address));
            dials.add(dial);
            dial.await(RANDOM.nextInt(4), TimeUnit.MILLISECONDS);
            dial.cancel(false);
        }
        for (Future<Connection> dial : dials) {
            dial.await();
            if (dial.isSuccess()) {
                dial.getNow().close();
            }
        }
        await(() -> client.connections().isEmpty() && server.connections().isEmpty());
    }

    private void allFail(@Nullable PeerId peer, Multiaddr address) throws IOException, InterruptedException {
        List<Future<Connection>> dials = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            dials.add(client.network().dial(peer, List.of(address)));
        }
        for (Future<Connection> dial : dials) {
            if (!dial.await(30, TimeUnit.SECONDS) || dial.isSuccess()) {
                throw new IOException("a dial of " + address + " that must fail has not");
            }
        }
    }

    /** The same address with a port where nobody listens. */
    private static Multiaddr nobody(Multiaddr address) {
        return Multiaddr.of(address.toString().replaceFirst("/(tcp|udp)/[0-9]+", "/$1/1"));
    }

    private Held settled() throws InterruptedException, IOException {
        await(() -> client.connections().isEmpty() && server.connections().isEmpty()
                && client.network().resources().unproven().connections() == 0
                && server.network().resources().unproven().connections() == 0);
        // QUIC remembers for some seconds whom it has closed.
        TimeUnit.SECONDS.sleep(15);
        System.gc();
        long connections = client.network().resources().system().connections()
                + server.network().resources().system().connections();
        return new Held(connections, descriptors(), PlatformDependent.usedDirectMemory());
    }

    private static void await(BooleanSupplier reached) throws InterruptedException {
        for (int i = 0; i < 6_000 && !reached.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
