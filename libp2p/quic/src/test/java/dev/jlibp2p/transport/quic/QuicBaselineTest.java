package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** J-1 over QUIC: whatever becomes of a dial, it leaves no descriptor, no connection and no buffer. */
class QuicBaselineTest {

    /** A thousand dials in all; {@code -Dquic.dials=10000} for the whole measure. */
    private static final int DIALS = Integer.getInteger("quic.dials", 1_000);

    private static final int AT_ONCE = 125;

    private static final int KINDS = 4;

    /** A dial the other side's gater turns away hears nothing: each round takes as long as such dials may. */
    private static final Duration REFUSED_IN_SILENCE = Duration.ofSeconds(3);

    /** What the JVM opens meanwhile for itself, such as a jar. */
    private static final int OTHERS = 4;

    private final AtomicBoolean refuses = new AtomicBoolean();

    private final Random random = new Random(7);

    @Test
    void cancelledFailedAndRejectedDialsLeaveNothing() throws Exception {
        ConnectionGater moody = new ConnectionGater() {

            @Override
            public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
                return !refuses.get();
            }
        };
        try (QuicPair pair = QuicPair.start(builder -> builder.gater(moody).dialTimeout(REFUSED_IN_SILENCE))) {
            pair.connect().close();
            round(pair);
            awaitNothing(pair);
            long descriptors = Baseline.descriptors() + OTHERS;
            for (int dials = 0; dials < DIALS; dials += AT_ONCE * KINDS) {
                round(pair);
            }
            awaitNothing(pair);
            Baseline.await(() -> Baseline.descriptors() <= descriptors,
                    () -> Baseline.descriptors() + " descriptors, expected at most " + descriptors);
            assertThat(pair.connect().isOpen()).isTrue();
        }
    }

    private void round(QuicPair pair) throws Exception {
        cancelled(pair);
        cancelledAtNobody(pair);
        allFail(pair, Identity.generate(KeyType.ED25519, new SecureRandom()).peerId());
        refuses.set(true);
        allFail(pair, null);
        refuses.set(false);
    }

    /** At any point of the handshake and after. */
    private void cancelled(QuicPair pair) throws InterruptedException {
        List<Future<Connection>> dials = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Future<Connection> dial = pair.client().network().dial(null, List.of(pair.serverAddress()));
            dials.add(dial);
            dial.await(random.nextInt(6), TimeUnit.MILLISECONDS);
            dial.cancel(false);
        }
        for (Future<Connection> dial : dials) {
            if (dial.isSuccess()) {
                dial.getNow().close();
            }
        }
    }

    /** No answer ever comes. */
    private void cancelledAtNobody(QuicPair pair) throws InterruptedException {
        for (int i = 0; i < AT_ONCE; i++) {
            Future<Connection> dial = pair.client()
                    .network()
                    .dial(null, List.of(Multiaddr.of("/ip4/127.0.0.1/udp/9/quic-v1")));
            dial.await(random.nextInt(6), TimeUnit.MILLISECONDS);
            dial.cancel(false);
        }
    }

    private static void allFail(QuicPair pair, @Nullable PeerId peer) throws InterruptedException {
        List<Future<Connection>> dials = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            dials.add(pair.client().network().dial(peer, List.of(pair.serverAddress())));
        }
        for (Future<Connection> dial : dials) {
            assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.cause()).isInstanceOf(DialException.class);
        }
    }

    private static void awaitNothing(QuicPair pair) {
        // The other end of a dial given up in its last moment may find out by its silence only, in half a minute.
        for (Host host : List.of(pair.client())) {
            ResourceManager resources = host.network().resources();
            Baseline.await(() -> resources.system().connections() == 0 && resources.system().streams() == 0
                    && resources.system().memory() == 0 && host.connections().isEmpty(),
                    () -> host + " has " + resources.system().connections() + " links, " + host.connections());
        }
    }
}
