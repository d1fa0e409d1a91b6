package dev.jlibp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links as they arrive: from where, how fast, and who gives way when too many are unproven. */
class AcceptTest {

    private final MockTicker ticker = Ticker.newMockTicker();

    private final ResourceManager manager = new ResourceManager(limits(Limits.TRANSIENT, AcceptLimits.DEFAULTS),
            ticker);

    @Test
    void anAddressHasItsBurstAndThenOneLinkInFiveSeconds() {
        assertThat(acceptAndClose("192.0.2.7", 100)).isEqualTo(16);
        ticker.advance(4_999, TimeUnit.MILLISECONDS);
        assertThat(acceptAndClose("192.0.2.7", 1)).isZero();
        ticker.advance(1, TimeUnit.MILLISECONDS);
        assertThat(acceptAndClose("192.0.2.7", 100)).isEqualTo(1);
        ticker.advance(1, TimeUnit.HOURS);
        assertThat(acceptAndClose("192.0.2.7", 100)).isEqualTo(16);
        assertThat(manager.refusals().count(Refusal.ACCEPT_RATE)).isEqualTo(84 + 1 + 99 + 84);
    }

    @Test
    void theRefusalNamesTheSubnetTheLimitAndTheProperty() {
        acceptAndClose("2001:db8:1:2ff::1", 16);
        assertThatThrownBy(() -> accept("2001:db8:1:200::2")).isInstanceOf(ResourceLimitException.class)
                .hasMessage(
                        "subnet 2001:db8:1:200:0:0:0:0/56: accept-rate limit reached (allowed from one address: 0.2 a"
                                + " second, 16 at once); raise libp2p.limits.accept-rate.per-ip or"
                                + " libp2p.limits.accept-rate.burst");
    }

    @Test
    void aNetworkHasFiveBurstsHoweverManyAddressesItHas() {
        int admitted = 0;
        for (int i = 0; i < 256; i++) {
            admitted += acceptAndClose("198.51.100." + i, 2);
        }
        assertThat(admitted).isEqualTo(80);
        assertThat(acceptAndClose("198.51.101.1", 1)).isEqualTo(1);
        for (int i = 0; i < 256; i++) {
            admitted += acceptAndClose("2001:db8:0:" + Integer.toHexString(i << 8) + "::1", 2);
        }
        assertThat(admitted).isEqualTo(160);
    }

    @Test
    void aFloodFromEverywhereIsBoundedAndSoIsWhatIsRememberedOfIt() {
        int admitted = 0;
        for (int i = 0; i < 3 * AcceptRates.MOST; i++) {
            admitted += acceptAndClose("20." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), 1);
            ticker.advance(1, TimeUnit.MILLISECONDS);
        }
        // The burst of the node, and its rate for the 49 s that took.
        assertThat(admitted).isBetween(1_024, 1_024 + 50 * 200);
        assertThat(manager.rates().size()).isLessThanOrEqualTo(AcceptRates.MOST);
        assertThat(manager.subnets().size()).isZero();
        assertThat(manager.system().connections()).isZero();
    }

    @Test
    void anAddressHasEightLinksAtATime() throws Exception {
        List<ResourceScope> open = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            open.add(accept("192.0.2.1"));
        }
        assertThatThrownBy(() -> accept("192.0.2.1")).hasMessage("subnet 192.0.2.1/32: connections limit reached"
                + " (in use 8); raise libp2p.limits.accept-rate.connections-per-ip");
        open.getFirst().close();
        open.add(accept("192.0.2.1"));
        open.forEach(ResourceScope::close);
        assertThat(manager.subnets().size()).isZero();
        assertThat(manager.refusals().count(Refusal.SUBNET_CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void anIpv6NetworkHas64LinksAtATime() {
        AcceptLimits fast = new AcceptLimits(Double.POSITIVE_INFINITY, 1, 8);
        manager.limits(limits(Limits.TRANSIENT, fast));
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            try {
                accept("2001:db8:7:" + Integer.toHexString(i << 8) + "::1");
                admitted++;
            } catch (ResourceLimitException e) {
                assertThat(e).hasMessageContaining("subnet 2001:db8:7:0:0:0:0:0/48");
            }
        }
        assertThat(admitted).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1", "169.254.1.1", "fd00::1",
        "fe80::1"})
    void behindAPrivateAddressMayBeAnyNumberOfPeers(String address) throws Exception {
        manager.limits(limits(Limits.TRANSIENT, new AcceptLimits(Double.POSITIVE_INFINITY, 1, 8)));
        for (int i = 0; i < 100; i++) {
            accept(address);
        }
        assertThat(manager.system().connections()).isEqualTo(100);
        assertThat(manager.subnets().size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"172.32.0.1", "192.167.1.1", "100.128.0.1", "2000::1"})
    void nextToPrivateIsPublic(String address) throws Exception {
        manager.limits(limits(Limits.TRANSIENT, new AcceptLimits(Double.POSITIVE_INFINITY, 1, 1)));
        accept(address);
        assertThatThrownBy(() -> accept(address)).hasMessageContaining("libp2p.limits.accept-rate.connections-per-ip");
    }

    /** The pods of a cluster with IPv6 share a /56, those of one with IPv4 a /24. */
    @Test
    void neighboursInAPrivateNetworkDoNotUseUpEachOthersRate() {
        for (int i = 1; i <= 30; i++) {
            assertThat(acceptAndClose("fd00:10:244::" + Integer.toHexString(i), 17)).isEqualTo(16);
            assertThat(acceptAndClose("10.244.0." + i, 17)).isEqualTo(16);
        }
        assertThatThrownBy(() -> accept("fd00:10:244::1")).hasMessageContaining("subnet fd00:10:244:0:0:0:0:1/128");
    }

    @Test
    void loopbackIsExempt() {
        assertThat(acceptAndClose("127.0.0.1", 10_000)).isEqualTo(10_000);
        assertThat(acceptAndClose("::1", 10_000)).isEqualTo(10_000);
        assertThat(manager.rates().size()).isZero();
    }

    @Test
    void favouredOnesPassWhereAllOthersAreRefused() throws Exception {
        Limits none = new Limits(0, 0, 0, 0, Long.MAX_VALUE);
        PeerId peer = somebody();
        manager.limits(new ResourceLimits(none, none, none, none, none, Map.of(), AcceptLimits.DEFAULTS));
        assertThatThrownBy(() -> accept("192.0.2.1")).isInstanceOf(ResourceLimitException.class);
        manager.favour(address("192.0.2.1")::equals, peer::equals);
        for (int i = 0; i < 100; i++) {
            accept("192.0.2.1").proven(peer);
        }
        assertThat(manager.system().connections()).isEqualTo(100);
    }

    @Test
    void whoSharesTheAddressOfAFavouredPeerIsChargedAsEverybodyOnceItIsProven() throws Exception {
        PeerId friend = somebody();
        manager.favour(address("192.0.2.1")::equals, friend::equals);
        for (int i = 0; i < 8; i++) {
            accept("192.0.2.1").proven(somebody());
        }
        ResourceScope ninth = accept("192.0.2.1");
        assertThatThrownBy(() -> ninth.proven(somebody()))
                .hasMessageContaining("libp2p.limits.accept-rate.connections-per-ip");
        ninth.close();
        for (int i = 0; i < 7; i++) {
            ResourceScope more = accept("192.0.2.1");
            assertThatThrownBy(() -> more.proven(somebody())).isInstanceOf(ResourceLimitException.class);
            more.close();
        }
        ResourceScope tooFast = accept("192.0.2.1");
        assertThatThrownBy(() -> tooFast.proven(somebody())).hasMessageContaining("libp2p.limits.accept-rate.per-ip");
        tooFast.close();
        accept("192.0.2.1").proven(friend);
        assertThat(manager.system().connections()).isEqualTo(9);
        assertThat(manager.unproven().connections()).isZero();
    }

    @Test
    void aFullNodeTakesTheFavouredPeerAndNobodyElseFromItsAddress() throws Exception {
        PeerId friend = somebody();
        manager.limits(new ResourceLimits(new Limits(1, 1, 9, 9, 1 << 20), Limits.TRANSIENT, Limits.PEER,
                Limits.CONNECTION, Limits.PROTOCOL, Map.of(), AcceptLimits.DEFAULTS));
        manager.favour(address("192.0.2.1")::equals, friend::equals);
        ResourceScope first = accept("198.51.100.1");
        first.proven(somebody());
        ResourceScope stranger = accept("192.0.2.1");
        assertThatThrownBy(() -> stranger.proven(somebody()))
                .hasMessageContaining("libp2p.limits.system.connections-inbound");
        stranger.close();
        ResourceScope favoured = accept("192.0.2.1");
        favoured.proven(friend);
        assertThat(manager.system().connections()).isEqualTo(2);
        first.close();
        favoured.close();
        assertThat(manager.system().connections()).isZero();
        assertThat(manager.subnets().size()).isZero();
    }

    @Test
    void favourIsLentToEightAtATime() throws Exception {
        Limits none = new Limits(0, 0, 0, 0, Long.MAX_VALUE);
        PeerId friend = somebody();
        manager.limits(new ResourceLimits(none, none, none, none, none, Map.of(), AcceptLimits.DEFAULTS));
        manager.favour(address("192.0.2.1")::equals, friend::equals);
        List<ResourceScope> unproven = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            unproven.add(accept("192.0.2.1"));
        }
        assertThatThrownBy(() -> accept("192.0.2.1")).hasMessageContaining("libp2p.limits.system");
        unproven.getFirst().close();
        unproven.add(accept("192.0.2.1"));
        assertThatThrownBy(() -> accept("192.0.2.1")).isInstanceOf(ResourceLimitException.class);
        unproven.getLast().proven(friend);
        accept("192.0.2.1").close();
        unproven.forEach(ResourceScope::close);
        assertThat(manager.system().connections()).isZero();
    }

    @Test
    void theOldestHandshakeGivesWayToTheNewestLink() throws Exception {
        manager.limits(limits(new Limits(3, 3, 9, 9, 1 << 20), AcceptLimits.UNLIMITED));
        List<Integer> givenUp = new ArrayList<>();
        List<ResourceScope> scopes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            scopes.add(manager.accept(address("127.0.0.1"), cause -> {
                assertThat(cause).hasMessageContaining("libp2p.limits.transient.connections-inbound");
                givenUp.add(number);
            }));
            assertThat(manager.unproven().connections()).isLessThanOrEqualTo(3);
        }
        assertThat(givenUp).containsExactly(0, 1, 2, 3, 4, 5, 6);
        assertThat(manager.refusals().count(Refusal.TRANSIENT_CONNECTIONS_INBOUND)).isEqualTo(7);
        scopes.forEach(ResourceScope::close);
        assertThat(manager.unproven().connections()).isZero();
        assertThat(manager.unproven().memory()).isZero();
        assertThat(manager.system().connections()).isZero();
        assertThat(manager.handshakes().pollOldest()).isNull();
    }

    @Test
    void aProvenLinkIsNotGivenUp() throws Exception {
        manager.limits(limits(new Limits(1, 1, 9, 9, 1 << 20), AcceptLimits.UNLIMITED));
        List<ResourceLimitException> givenUp = new ArrayList<>();
        manager.accept(null, givenUp::add).proven(somebody());
        manager.accept(null, givenUp::add);
        assertThat(givenUp).isEmpty();
    }

    private int acceptAndClose(String from, int times) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            try {
                accept(from).close();
                admitted++;
            } catch (ResourceLimitException e) {
                assertThat(e.scope()).isEqualTo("subnet");
            }
        }
        return admitted;
    }

    private ResourceScope accept(String from) throws ResourceLimitException {
        return manager.accept(address(from), cause -> {});
    }

    private static PeerId somebody() {
        return Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static ResourceLimits limits(Limits unproven, AcceptLimits accept) {
        return new ResourceLimits(Limits.SYSTEM, unproven, Limits.PEER, Limits.CONNECTION, Limits.PROTOCOL, Map.of(),
                accept);
    }
}
