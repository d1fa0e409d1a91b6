package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.address.AddressScope;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.name.FixedNames;
import io.netty.util.concurrent.Future;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Peers that are dialled by name. */
class DialNamesTest {

    private final FixedNames names = new FixedNames().host("home", "127.0.0.1").host("inside", "10.0.0.1");

    @Test
    void aNameLeadsToThePeer() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)))) {
            Connection connection = pair.client().connect(named("/dns4/home/tcp/" + port(pair), pair));

            assertThat(connection.peer()).isEqualTo(pair.server().id());
            assertThat(connection.peerAddress()).isEqualTo(Multiaddr.of("/ip4/127.0.0.1/tcp/" + port(pair)));
            assertThat(names.asked()).containsExactly("home");
        }
        assertThat(names.asked()).contains("closed");
    }

    @Test
    void ofTheEntriesOfANameThatLeadsToManyPeersTheWantedOneIsDialled() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)))) {
            names.dnsaddr("boot", "/ip4/127.0.0.1/tcp/1/p2p/" + pair.client().id(),
                    named("/dns4/home/tcp/" + port(pair), pair).toString());
            Connection connection = pair.client().connect(Multiaddr.of("/dnsaddr/boot/p2p/" + pair.server().id()));

            assertThat(connection.peer()).isEqualTo(pair.server().id());
        }
    }

    /** Behind a headless service's name are all its pods; the peer id tells which is meant. */
    @Test
    void ofAllHostsBehindANameTheOneThatProvesToBeThePeerIsTaken() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)));
                HostPair others = HostPair.overTcp(builder -> builder)) {
            names.dnsaddr("headless", "/dns4/home/tcp/" + port(others), "/dns4/home/tcp/" + port(pair));

            Future<Connection> dial = pair.client()
                    .network()
                    .dial(pair.server().id(), List.of(Multiaddr.of("/dnsaddr/headless")));
            assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(dial.getNow().peer()).isEqualTo(pair.server().id());
        }
    }

    /** C8 and P5: a name is no way around what is blocked. */
    @Test
    void theGaterDecidesOnWhatANameStandsFor() throws Exception {
        ConnectionGater publicOnly = new ConnectionGater() {

            @Override
            public boolean admitsDial(@Nullable PeerId peer, Multiaddr address) {
                return AddressScope.of(address) != AddressScope.PRIVATE;
            }
        };
        try (HostPair pair = HostPair
                .overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)).gater(publicOnly))) {
            names.dnsaddr("trap", "/dns4/inside/tcp/22", "/ip4/10.0.0.2/tcp/22");

            assertThatThrownBy(() -> pair.client().connect(named("/dnsaddr/trap", pair)))
                    .hasMessageContaining("stands for no address");
            assertThatThrownBy(() -> pair.client().connect(Multiaddr.of("/dnsaddr/trap")))
                    .isInstanceOfSatisfying(DialException.class, failed -> {
                        assertThat(failed.report().attempts()).isEmpty();
                        assertThat(failed.report().skipped()).extracting(DialReport.Skipped::why)
                                .containsExactly(DialReport.Why.GATED, DialReport.Why.GATED);
                    });
        }
    }

    @Test
    void anUnknownNameIsReportedAsSuch() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)))) {
            assertThatThrownBy(() -> pair.client().connect(named("/dns4/nobody/tcp/1", pair)))
                    .isInstanceOfSatisfying(DialException.class, failed -> {
                        assertThat(failed.report().outcome()).isEqualTo(Outcome.UNREACHABLE);
                        assertThat(failed).hasRootCauseInstanceOf(UnknownHostException.class);
                    });
        }
    }

    @Test
    void aDialNobodyWantsAnyMoreEndsItsLookups() throws Exception {
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)))) {
            Future<Connection> dial = pair.client()
                    .network()
                    .dial(pair.server().id(), List.of(Multiaddr.of("/dns4/silence/tcp/1")));
            Baseline.await(() -> !names.unanswered().isEmpty(), () -> "nobody was asked");
            dial.cancel(false);

            Baseline.await(() -> names.unanswered().getFirst().isCancelled(), () -> "still looked up");
        }
    }

    /** 64 names of theirs would be 2,048 questions to servers of their choice. */
    @Test
    void ofNamesThatOthersToldAFewAreAskedAndOfThoseTheCallerGaveAll() throws Exception {
        List<Multiaddr> told = IntStream.range(0, 64).mapToObj(i -> Multiaddr.of("/dnsaddr/told" + i)).toList();
        List<Multiaddr> given = IntStream.range(0, 8)
                .mapToObj(i -> Multiaddr.of("/dns4/given" + i + "/tcp/1"))
                .toList();
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)))) {
            Future<Dialled> dial = pair.client()
                    .network()
                    .dial(new DialRequest(pair.server().id(), given, told, true));

            assertThat(dial.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(names.asked()).filteredOn(name -> name.startsWith("_dnsaddr.told"))
                    .hasSize(Dial.MAX_LEARNT_NAMES);
            assertThat(names.asked()).filteredOn(name -> name.startsWith("given")).hasSize(given.size());
            assertThat(((DialException) dial.cause()).report().skipped()).hasSize(64 - Dial.MAX_LEARNT_NAMES)
                    .extracting(DialReport.Skipped::why)
                    .containsOnly(DialReport.Why.NAMES);
        }
    }

    @Test
    void aNameThatWasOneTooManyIsAskedForWhoeverInsists() throws Exception {
        List<Multiaddr> told = IntStream.rangeClosed(0, Dial.MAX_LEARNT_NAMES)
                .mapToObj(i -> Multiaddr.of("/dns4/" + (i == 0 ? "silence" : "told" + i) + "/tcp/1"))
                .toList();
        try (HostPair pair = HostPair.overTcp(builder -> builder.dials(dials -> dials.withNames(loops -> names)))) {
            Network network = pair.client().network();
            PeerId peer = pair.server().id();
            Future<Dialled> first = network.dial(new DialRequest(peer, List.of(), told, true));
            network.dial(peer, List.of(told.getLast(), pair.serverAddress())).await(30, TimeUnit.SECONDS);

            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(names.asked()).contains("told" + Dial.MAX_LEARNT_NAMES);
            assertThat(first.getNow().report().skipped()).noneMatch(skip -> skip.why() == DialReport.Why.NAMES);
        }
    }

    private static int port(HostPair pair) {
        return pair.server().addresses().listen().get(0).socketAddress().orElseThrow().getPort();
    }

    private static Multiaddr named(String address, HostPair pair) {
        return pair.server().id().addTo(Multiaddr.of(address));
    }
}
