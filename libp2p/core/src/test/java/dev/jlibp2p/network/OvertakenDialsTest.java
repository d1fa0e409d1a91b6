package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.GatedException;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.network.DialReport.Why;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What dials that came to nothing tell of the way they took: a firewall swallows UDP, and TCP gets there every time. */
class OvertakenDialsTest {

    private static final Multiaddr UDP = Multiaddr.of("/ip4/1.2.3.4/udp/1/quic-v1");

    @Test
    void whatTcpAlwaysOvertakesIsABlackHole() throws Exception {
        try (HostPair pair = pair(OvertakenDialsTest::silence)) {
            for (int i = 0; i < BlackHoles.WINDOW; i++) {
                race(pair);
            }
            Future<Dialled> next = pair.client()
                    .network()
                    .dial(DialRequest.of(pair.server().id(), List.of(UDP, pair.serverAddress())));
            assertThat(next.await(30, TimeUnit.SECONDS)).isTrue();

            assertThat(next.getNow().report().skipped()).extracting(DialReport.Skipped::why)
                    .containsExactly(Why.BLACK_HOLE);
        }
    }

    @Test
    void whoeverRefusesHasBeenReached() throws Exception {
        assertThat(afterAWindowOf(() -> failure(new ConnectException("nobody listens")))).isEqualTo(1);
    }

    @Test
    void whatThisNodeRefusesSaysNothingAboutTheWay() throws Exception {
        assertThat(afterAWindowOf(() -> failure(new GatedException("not there")))).isEqualTo(1);
    }

    /** How many addresses are dialled after as many have ended like this. */
    private static int afterAWindowOf(Supplier<Future<SecuredMuxer>> end) throws Exception {
        try (HostPair pair = pair(end)) {
            for (int i = 0; i < BlackHoles.WINDOW; i++) {
                pair.client().network().dial(null, List.of(UDP)).await(30, TimeUnit.SECONDS);
            }
            Future<Dialled> last = pair.client()
                    .network()
                    .dial(DialRequest.of(pair.server().id(), List.of(UDP)).automatic());
            assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
            return ((DialException) last.cause()).report().attempts().size();
        }
    }

    /** UDP first, then what works. */
    private static void race(HostPair pair) throws InterruptedException {
        Network network = pair.client().network();
        Future<Connection> first = network.dial(pair.server().id(), List.of(UDP));
        Future<Connection> second = network.dial(pair.server().id(), List.of(pair.serverAddress()));
        assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(second.cause()).isNull();
        second.getNow().close();
        // The server's end too: a peer may have no more than a few.
        Network server = pair.server().network();
        Baseline.await(() -> network.connections().isEmpty() && server.connections().isEmpty(),
                () -> "still connected");
    }

    private static HostPair pair(Supplier<Future<SecuredMuxer>> end) throws IOException {
        return HostPair.inMemory(builder -> builder.transport(context -> new OverUdp(end)));
    }

    private static Future<SecuredMuxer> silence() {
        Promise<SecuredMuxer> never = ImmediateEventExecutor.INSTANCE.newPromise();
        return never;
    }

    private static Future<SecuredMuxer> failure(Throwable cause) {
        return ImmediateEventExecutor.INSTANCE.newFailedFuture(cause);
    }

    private record OverUdp(Supplier<Future<SecuredMuxer>> end) implements Transport {

        @Override
        public String name() {
            return "quic";
        }

        @Override
        public boolean handles(Multiaddr address) {
            return address.has(Protocol.UDP);
        }

        @Override
        public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
            return end.get();
        }

        @Override
        public Future<Listener> listen(Multiaddr address, ListenContext context) {
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(new IOException("listens nowhere"));
        }
    }
}
