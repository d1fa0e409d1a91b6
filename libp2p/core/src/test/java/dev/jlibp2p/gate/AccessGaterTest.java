package dev.jlibp2p.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.Refusal;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessGaterTest {

    private static final String ALICE = "12D3KooWGRUaLYcJYCLhZzEkQmhQzRhBMCRBHfTqoBcpwYZeDkcM";

    private static final String BOB = "QmYyQSo1c1Ym7orWxLYvCrM2EmxFTANf8wXmmE7DWjhx5N";

    private static final Multiaddr LOCAL = Multiaddr.of("/ip4/127.0.0.1/tcp/4001");

    private final MovableClock clock = new MovableClock();

    private final AccessGater gater = new AccessGater(GateMode.ENFORCE, clock, Ticker.newMockTicker());

    @Test
    void withoutRulesEverybodyIsAdmitted() {
        assertAdmits(true, ALICE, "/ip4/192.0.2.1/tcp/4001");
    }

    /** P5: what is denied is denied however it is written and whichever way it comes. */
    @ParameterizedTest
    @CsvSource({"192.0.2.0/24, /ip4/192.0.2.7/tcp/1", "192.0.2.0/24, /ip6/::ffff:192.0.2.7/tcp/1",
        "192.0.2.0/24, /ip6zone/eth0/ip6/::ffff:c000:207/udp/1/quic-v1", "192.0.2.7, /ip4/192.0.2.7/udp/1/quic-v1",
        "::ffff:192.0.2.0/120, /ip4/192.0.2.7/tcp/1", "fe80::/10, /ip6zone/eth0/ip6/fe80::1/tcp/1",
        "fe80::1, /ip6zone/eth0/ip6/fe80::1/tcp/1", "/ip6zone/eth1/ip6/fe80::1, /ip6zone/eth0/ip6/fe80::1/tcp/1",
        "/ip4/192.0.2.0/ipcidr/24, /ip4/192.0.2.7/tcp/1", "/ip4/192.0.2.7/tcp/1, /ip4/192.0.2.7/tcp/1",
        "/ip4/192.0.2.7/tcp/1, /ip4/192.0.2.7/tcp/1/tls/ws", "/ip4/192.0.2.7/tcp/1, /ip6/::ffff:192.0.2.7/tcp/1",
        "192.0.2.0/24, /ip4/192.0.2.7/tcp/1/p2p/" + BOB + "/p2p-circuit",
        "192.0.2.0/24, /ip4/203.0.113.1/tcp/1/p2p/" + BOB + "/p2p-circuit/ip4/192.0.2.7/tcp/1",
        BOB + ", /ip4/203.0.113.1/tcp/1/p2p/" + BOB + "/p2p-circuit",
        BOB + ", /ip4/203.0.113.1/tcp/1/p2p/" + BOB, "/p2p/" + BOB + ", /ip4/203.0.113.1/tcp/1/p2p/" + BOB,
        ALICE + ", /ip4/203.0.113.1/tcp/1",
        ALICE + ", /ip4/203.0.113.1/tcp/1/p2p/" + BOB + "/p2p-circuit/p2p/" + ALICE,
        "/ip4/192.0.2.0/ipcidr/24/p2p/" + ALICE + ", /ip4/192.0.2.7/tcp/1", "/memory/7, /memory/7"})
    void noWayOfWritingAnAddressGetsAroundADenial(String rule, String address) {
        gater.add(Access.DENY, AccessEntry.of(AccessRule.of(rule)));

        assertAdmits(false, ALICE, address);
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.0/24, /ip4/192.0.3.7/tcp/1", "192.0.2.7, /ip4/192.0.2.8/tcp/1",
        "/ip4/192.0.2.7/tcp/1, /ip4/192.0.2.7/tcp/2", "/ip4/192.0.2.7/tcp/1, /ip4/192.0.2.7/udp/1/quic-v1",
        BOB + ", /ip4/192.0.2.7/tcp/1", "/ip4/192.0.2.7/p2p/" + BOB + ", /ip4/192.0.2.7/tcp/1",
        "::/0, /ip4/192.0.2.7/tcp/1",
        "/memory/7, /memory/77"})
    void aDenialIsAboutNobodyElse(String rule, String address) {
        gater.add(Access.DENY, AccessEntry.of(AccessRule.of(rule)));

        assertAdmits(true, ALICE, address);
    }

    @Test
    void anAllowListAdmitsNobodyElse() {
        gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of("192.0.2.0/24")));

        assertAdmits(true, ALICE, "/ip4/192.0.2.7/tcp/1");
        assertAdmits(false, ALICE, "/ip4/203.0.113.1/tcp/1");
        assertThat(gater.admitsAccept(LOCAL, Multiaddr.of("/ip4/192.0.2.7/tcp/1"))).isTrue();
        assertThat(gater.admitsAccept(LOCAL, Multiaddr.of("/ip4/203.0.113.1/tcp/1"))).isFalse();
    }

    @Test
    void whoMayBeAllowedByNameIsHeardOutUntilTheNameIsProven() {
        gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of(ALICE)));
        Multiaddr anywhere = Multiaddr.of("/ip4/203.0.113.1/tcp/1");

        assertThat(gater.admitsAccept(LOCAL, anywhere)).isTrue();
        assertThat(gater.admitsDial(null, anywhere)).isTrue();
        assertThat(gater.admitsPeer(Role.RESPONDER, PeerId.of(ALICE), anywhere)).isTrue();
        assertThat(gater.admitsPeer(Role.RESPONDER, PeerId.of(BOB), anywhere)).isFalse();
        assertThat(gater.admitsDial(PeerId.of(BOB), anywhere)).isFalse();
    }

    /** As on a port that transports share. */
    @Test
    void whoMayBeAllowedByMoreOfItsAddressIsHeardOutUntilThatIsKnown() {
        gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of("/ip4/192.0.2.7/tcp/1/tls/ws")));

        assertThat(gater.admitsAccept(LOCAL, Multiaddr.of("/ip4/192.0.2.7/tcp/1"))).isTrue();
        assertThat(gater.admitsAccept(LOCAL, Multiaddr.of("/ip4/192.0.2.7/tcp/1/ws"))).isFalse();
        assertThat(gater.admitsAccept(LOCAL, Multiaddr.of("/ip4/192.0.2.7/tcp/2"))).isFalse();
        assertAdmits(false, ALICE, "/ip4/192.0.2.7/tcp/1");
    }

    @Test
    void aRelayThatIsAllowedDoesNotVouchForWhoIsBehindIt() {
        gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of("192.0.2.0/24")));
        gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of(BOB)));
        String relayed = "/ip4/192.0.2.7/tcp/1/p2p/" + BOB + "/p2p-circuit";

        assertAdmits(false, ALICE, relayed);
        gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of(ALICE)));
        assertAdmits(true, ALICE, relayed);
    }

    @Test
    void denyBeatsAllow() {
        gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of(ALICE)));
        gater.add(Access.DENY, AccessEntry.of(AccessRule.of("192.0.2.0/24")));

        assertAdmits(false, ALICE, "/ip4/192.0.2.7/tcp/1");
    }

    @Test
    void anEntryCountsUntilItExpires() {
        Instant end = clock.instant().plusSeconds(60);
        assertThat(gater.add(Access.DENY, new AccessEntry(AccessRule.of(ALICE), "spam", end))).isTrue();
        assertThat(gater.add(Access.DENY, AccessEntry.of(AccessRule.of("/p2p/" + ALICE)))).as("the same rule")
                .isFalse();

        clock.now = end.minusMillis(1);
        assertAdmits(false, ALICE, "/memory/1");
        assertThat(gater.entries(Access.DENY)).hasSize(1);
        clock.now = end;
        assertAdmits(true, ALICE, "/memory/1");
        assertThat(gater.entries(Access.DENY)).isEmpty();
        assertThat(gater.remove(Access.DENY, AccessRule.of(ALICE))).isFalse();
        assertThat(gater.add(Access.DENY, AccessEntry.of(AccessRule.of(ALICE)))).isTrue();
    }

    @Test
    void anAllowListWhoseEntriesExpiredAdmitsNobody() {
        gater.add(Access.ALLOW, new AccessEntry(AccessRule.of(ALICE), "", clock.instant().plusSeconds(60)));
        clock.now = clock.now.plusSeconds(60);

        assertAdmits(false, ALICE, "/memory/1");
    }

    @Test
    void whatKeepsAnAllowListClosedIsShownAndCanBeTakenOut() {
        Instant end = clock.instant().plusSeconds(60);
        gater.add(Access.ALLOW, new AccessEntry(AccessRule.of(ALICE), "", end));
        gater.add(Access.ALLOW, new AccessEntry(AccessRule.of(BOB), "", end.plusSeconds(60)));
        clock.now = end;
        assertThat(gater.entries(Access.ALLOW)).extracting(AccessEntry::rule).containsExactly(AccessRule.of(BOB));
        assertThat(gater.remove(Access.ALLOW, AccessRule.of(ALICE))).as("keeps nobody out").isFalse();

        assertThat(gater.remove(Access.ALLOW, AccessRule.of(BOB))).isTrue();
        assertAdmits(false, BOB, "/memory/1");
        assertThat(gater.entries(Access.ALLOW)).containsExactly(new AccessEntry(AccessRule.of(ALICE), "", end));
        assertThat(gater.remove(Access.ALLOW, AccessRule.of(ALICE))).isTrue();
        assertAdmits(true, BOB, "/memory/1");
    }

    @Test
    void anEntryThatExpiredMakesRoomForTheSameRule() {
        gater.add(Access.ALLOW, new AccessEntry(AccessRule.of(ALICE), "", clock.instant().plusSeconds(60)));
        clock.now = clock.now.plusSeconds(60);

        assertThat(gater.add(Access.ALLOW, AccessEntry.of(AccessRule.of(ALICE)))).isTrue();
        assertAdmits(true, ALICE, "/memory/1");
        assertThat(gater.entries(Access.ALLOW)).containsExactly(AccessEntry.of(AccessRule.of(ALICE)));
    }

    @Test
    void inShadowNobodyIsRefusedAndEverybodyCounted() {
        gater.replace(GateMode.SHADOW, List.of(), List.of(AccessEntry.of(AccessRule.of(ALICE)),
                AccessEntry.of(AccessRule.of("192.0.2.0/24"))));

        assertAdmits(true, ALICE, "/ip4/203.0.113.1/tcp/1");
        assertThat(gater.admitsAccept(LOCAL, Multiaddr.of("/ip4/192.0.2.7/tcp/1"))).isTrue();
        assertThat(gater.admitsAccept(LOCAL, Multiaddr.of("/ip4/203.0.113.1/tcp/1"))).isTrue();
        assertThat(gater.shadowed(Refusal.GATER_DIAL)).isEqualTo(1);
        assertThat(gater.shadowed(Refusal.GATER_PEER)).isEqualTo(1);
        assertThat(gater.shadowed(Refusal.GATER_ACCEPT)).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> gater.shadowed(Refusal.OWN_NODE));
    }

    @Test
    void everyChangeIsTold() {
        List<String> told = new ArrayList<>();
        Runnable end = gater.onChange(() -> told.add("changed"));
        gater.add(Access.DENY, AccessEntry.of(AccessRule.of(ALICE)));
        gater.add(Access.DENY, AccessEntry.of(AccessRule.of(ALICE)));
        gater.remove(Access.DENY, AccessRule.of(ALICE));
        gater.remove(Access.DENY, AccessRule.of(ALICE));
        gater.replace(GateMode.ENFORCE, List.of(), List.of());
        assertThat(told).hasSize(3);

        end.run();
        gater.replace(GateMode.ENFORCE, List.of(), List.of());
        assertThat(told).hasSize(3);
    }

    @Test
    void aFullListTakesNoMoreAndStaysAsItIs() {
        List<AccessEntry> full = IntStream.range(0, AccessGater.MAX_ENTRIES)
                .mapToObj(
                        i -> AccessEntry.of(AccessRule.of("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))))
                .toList();
        gater.replace(GateMode.ENFORCE, List.of(), full);

        assertThatIllegalStateException().isThrownBy(() -> gater.add(Access.DENY, AccessEntry.of(AccessRule.of(ALICE))))
                .withMessageContaining("10001 entries");
        assertThat(gater.entries(Access.DENY)).hasSize(AccessGater.MAX_ENTRIES);
        assertAdmits(false, ALICE, "/ip4/10.0.39.15/tcp/1");
        assertAdmits(true, ALICE, "/ip4/10.0.39.16/tcp/1");
    }

    @ParameterizedTest
    @CsvSource({ALICE + ", " + ALICE, "/p2p/" + ALICE + ", " + ALICE, "10.1.2.3/8, 10.0.0.0/8",
        "192.0.2.7, 192.0.2.7/32",
        "/ip4/192.0.2.7, 192.0.2.7/32", "/ip4/192.0.2.7/tcp/1, /ip4/192.0.2.7/tcp/1",
        "/ip4/192.0.2.0/ipcidr/24/p2p/" + ALICE + ", /ip4/192.0.2.0/ipcidr/24/p2p/" + ALICE})
    void aRuleIsWrittenInItsShortestFormAndReadAgain(String text, String shortest) {
        assertThat(AccessRule.of(text)).hasToString(shortest).isEqualTo(AccessRule.of(shortest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "nobody", "10.0.0.0/33", "/dns4/evil.example/tcp/1", "/dnsaddr/evil.example",
        "/ip4/192.0.2.7/tcp/1/p2p/" + BOB + "/p2p-circuit", "/ip4/192.0.2.7/ipcidr/99"})
    void whatCannotBeARuleIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AccessRule.of(text));
    }

    @Test
    void aReasonIsShort() {
        AccessRule rule = AccessRule.of(ALICE);
        assertThat(new AccessEntry(rule, "a".repeat(200), null).reason()).hasSize(200);
        assertThatIllegalArgumentException().isThrownBy(() -> new AccessEntry(rule, "a".repeat(201), null));
    }

    /** By every way on which the peer is known. */
    private void assertAdmits(boolean admitted, String peer, String address) {
        assertThat(gater.admitsDial(PeerId.of(peer), Multiaddr.of(address))).as("dial").isEqualTo(admitted);
        assertThat(gater.admitsPeer(Role.RESPONDER, PeerId.of(peer), Multiaddr.of(address))).as("peer")
                .isEqualTo(admitted);
    }

    private static final class MovableClock extends Clock {

        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(@Nullable ZoneId zone) {
            return this;
        }
    }
}
