package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** a thousand dials that come to nothing leave nothing: no socket, no charge, no thread. */
public abstract class DialBaselineContract {

    private static final int AT_ONCE = 25;

    private static final int ROUNDS = 10;

    /** What the JVM opens meanwhile for itself, such as a jar. */
    private static final int OTHERS = 4;

    private final AtomicBoolean refuses = new AtomicBoolean();

    private final Random random = new Random(7);

    /** Over the transport in question, on the loopback interface. */
    protected abstract HostPair pair(UnaryOperator<Libp2pBuilder> both) throws IOException;

    /** What follows the TCP port in an address of that transport. */
    protected abstract String behindTcp();

    @Test
    void cancelledFailedAndRejectedDialsLeaveNothing() throws Exception {
        ConnectionGater moody = new ConnectionGater() {

            @Override
            public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
                return !refuses.get();
            }
        };
        try (HostPair pair = pair(builder -> builder.gater(moody))) {
            pair.connect().close();
            awaitNothing(pair);
            round(pair);
            awaitNothing(pair);
            long descriptors = Baseline.descriptors() + OTHERS;
            long threads = loopThreads();
            for (int round = 0; round < ROUNDS; round++) {
                round(pair);
            }
            awaitNothing(pair);
            Baseline.await(() -> Baseline.descriptors() <= descriptors,
                    () -> Baseline.descriptors() + " descriptors, expected at most " + descriptors);
            assertThat(loopThreads()).isEqualTo(threads);
            assertThat(pair.connect().isOpen()).isTrue();
        }
    }

    private void round(HostPair pair) throws Exception {
        cancelled(pair);
        refused(pair);
        wrongPeer(pair);
        rejected(pair);
    }

    /** At any point of the connect, the handshake and after. */
    private void cancelled(HostPair pair) throws InterruptedException {
        List<Future<Connection>> dials = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Future<Connection> dial = pair.client().network().dial(null, List.of(pair.serverAddress()));
            dials.add(dial);
            dial.await(random.nextInt(4), TimeUnit.MILLISECONDS);
            dial.cancel(false);
        }
        for (Future<Connection> dial : dials) {
            assertThat(dial.isDone()).isTrue();
            if (dial.isSuccess()) {
                dial.getNow().close();
            }
        }
    }

    private void refused(HostPair pair) throws Exception {
        Multiaddr nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = Multiaddr.of("/ip4/127.0.0.1/tcp/" + free.getLocalPort() + behindTcp());
        }
        allFail(pair, null, nobody);
    }

    private static void wrongPeer(HostPair pair) throws Exception {
        PeerId other = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
        allFail(pair, other, pair.server().addresses().listen().get(0));
    }

    private void rejected(HostPair pair) throws Exception {
        refuses.set(true);
        allFail(pair, null, pair.serverAddress());
        refuses.set(false);
    }

    private static void allFail(HostPair pair, @Nullable PeerId peer, Multiaddr address)
            throws InterruptedException {
        List<Future<Connection>> dials = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            dials.add(pair.client().network().dial(peer, List.of(address)));
        }
        for (Future<Connection> dial : dials) {
            assertThat(dial.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.cause()).isInstanceOf(DialException.class);
        }
    }

    private static void awaitNothing(HostPair pair) {
        for (Host host : List.of(pair.client(), pair.server())) {
            ResourceManager resources = host.network().resources();
            Baseline.await(() -> resources.system().connections() == 0 && resources.unproven().connections() == 0
                    && resources.system().streams() == 0 && resources.system().memory() == 0
                    && host.connections().isEmpty(),
                    () -> host + " has " + resources.system().connections() + " links, "
                            + resources.unproven().connections() + " unproven, " + host.connections());
        }
    }

    private static long loopThreads() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.getName().startsWith("libp2p"))
                .count();
    }
}
