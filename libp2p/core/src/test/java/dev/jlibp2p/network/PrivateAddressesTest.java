package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.memory.MemoryTransport;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** O-6: whoever wants this node to knock at the doors of its neighbours tells it their addresses. */
class PrivateAddressesTest {

    private static final int LIARS = 20;

    private static final int LIES = 50;

    /** With what they are told as in a real network: all of them, or none the node could not use anyway. */
    private static final List<String> RANGES = List.of("/ip4/10.1.%d.%d/tcp/22", "/ip4/172.16.%d.%d/tcp/22",
            "/ip4/192.168.%d.%d/tcp/22", "/ip4/100.64.%d.%d/tcp/22", "/ip4/169.254.%d.%d/tcp/22",
            "/ip4/127.0.%d.%d/tcp/22", "/ip6/fd00::%d:%d/tcp/22", "/ip6/fe80::%d:%d/tcp/22",
            "/ip6/::ffff:10.2.%d.%d/tcp/22", "/ip4/198.18.%d.%d/tcp/22");

    private final List<Host> hosts = new ArrayList<>();

    private final Queue<Multiaddr> dialled = new ConcurrentLinkedQueue<>();

    @AfterEach
    void stop() {
        hosts.forEach(Host::close);
    }

    @Test
    void aThousandPrivateAddressesThroughIdentifyMakeNotOnePacket() throws Exception {
        Host victim = victim(DialScope.PUBLIC);
        List<Host> liars = lieTo(victim);
        liars.forEach(liar -> assertThatThrownBy(() -> victim.connect(liar.id(), List.of()))
                .isInstanceOfSatisfying(DialException.class,
                        failed -> assertThat(failed.report().skipped()).extracting(DialReport.Skipped::why)
                                .containsOnly(DialReport.Why.SCOPE)));

        assertThat(dialled).isEmpty();
    }

    @Test
    void withoutAScopeTheyAreDialled() throws Exception {
        Host victim = victim(DialScope.ANY);
        Host liar = lieTo(victim).getFirst();

        assertThatThrownBy(() -> victim.connect(liar.id(), List.of())).isInstanceOf(DialException.class);
        assertThat(dialled).hasSizeGreaterThan(LIES / 2);
    }

    private Host victim(DialScope scope) throws IOException {
        Host victim = HostPair.memory()
                .transports(List.of(context -> new MemoryTransport(context.loops().memory()),
                        context -> new NoNetwork(dialled)))
                .dials(dials -> dials.withScope(scope))
                .listen("/memory/0")
                .start();
        hosts.add(victim);
        return victim;
    }

    private List<Host> lieTo(Host victim) throws IOException {
        List<Host> liars = new ArrayList<>();
        for (int i = 0; i < LIARS; i++) {
            int liar = i + 1;
            Host host = HostPair.memory()
                    .listen("/memory/0")
                    .announce(IntStream.rangeClosed(1, LIES)
                            .mapToObj(lie -> Multiaddr.of(RANGES.get(lie % RANGES.size()).formatted(liar, lie)))
                            .toList())
                    .start();
            hosts.add(host);
            liars.add(host);
            host.connect(victim.id(), victim.addresses().listen());
        }
        Baseline.await(() -> known(victim, liars) == LIARS * LIES, () -> known(victim, liars) + " are known");
        liars.forEach(liar -> victim.disconnect(liar.id()));
        Baseline.await(() -> victim.connections().isEmpty(), () -> "still connected");
        return liars;
    }

    private static int known(Host victim, List<Host> liars) {
        return liars.stream().mapToInt(liar -> victim.peerStore().addresses(liar.id()).size()).sum();
    }

    /** Whatever comes here would have been a packet. */
    private record NoNetwork(Queue<Multiaddr> dialled) implements Transport {

        @Override
        public String name() {
            return "tcp";
        }

        @Override
        public boolean handles(Multiaddr address) {
            return address.has(Protocol.TCP);
        }

        @Override
        public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
            dialled.add(address);
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(new ConnectException("no network"));
        }

        @Override
        public Future<Listener> listen(Multiaddr address, ListenContext context) {
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(new IOException("no network"));
        }
    }
}
