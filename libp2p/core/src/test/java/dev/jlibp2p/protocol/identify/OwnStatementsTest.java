package dev.jlibp2p.protocol.identify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.address.Addresses;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnStatementsTest {

    private static final Identity SELF = Identity.generate(KeyType.ED25519, new SecureRandom());

    private static final Multiaddr FAR = Multiaddr.of("/ip4/8.8.8.8/tcp/9");

    private static final Multiaddr NEAR = Multiaddr.of("/ip4/192.168.1.9/tcp/9");

    private static final Multiaddr SAME_MACHINE = Multiaddr.of("/ip4/127.0.0.1/tcp/9");

    private static final long NOW = 1_800_000_000_000L;

    private final MockTicker ticker = Ticker.newMockTicker();

    private final OwnStatements statements = new OwnStatements(SELF, IdentifySettings.of("agent"),
            Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC), ticker);

    private List<ProtocolId> protocols = List.of(ProtocolId.of("/b"), ProtocolId.of("/a"));

    private Addresses addresses = announcing("/ip4/127.0.0.1/tcp/4001", "/ip4/192.168.1.7/tcp/4001",
            "/ip4/1.2.3.4/tcp/4001");

    private int asked;

    @Test
    void nothingIsSignedAgainWhileNothingChanges() {
        OwnStatements.Current first = current();
        protocols = List.of(ProtocolId.of("/a"), ProtocolId.of("/b"));

        assertThat(current()).isSameAs(first);
        statements.stale();
        assertThat(current()).as("asked again, same answer").isSameAs(first);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void newProtocolsAreToldAtOnce() {
        OwnStatements.Current first = current();
        protocols = List.of(ProtocolId.of("/c"));

        assertThat(current().number()).isEqualTo(first.number() + 1);
        assertThat(current().to(FAR).protocols()).containsExactly(ProtocolId.of("/c"));
    }

    @Test
    void newAddressesAreToldAtOnceWhenAnnouncedAndElseWithinFiveSeconds() {
        current();
        addresses = announcing("/ip4/1.2.3.4/tcp/4002");
        assertThat(current().to(FAR).addresses()).containsExactly(Multiaddr.of("/ip4/1.2.3.4/tcp/4001"),
                Multiaddr.of("/ip4/192.168.1.7/tcp/4001"));

        ticker.advance(5, TimeUnit.SECONDS);

        assertThat(current().to(FAR).addresses()).containsExactly(Multiaddr.of("/ip4/1.2.3.4/tcp/4002"));
        addresses = announcing("/ip4/1.2.3.4/tcp/4003");
        statements.stale();
        assertThat(current().to(FAR).addresses()).containsExactly(Multiaddr.of("/ip4/1.2.3.4/tcp/4003"));
    }

    @Test
    void loopbackAddressesStayOnThisMachine() throws Exception {
        assertThat(current().to(SAME_MACHINE).addresses()).hasSize(3).contains(Multiaddr.of("/ip4/127.0.0.1/tcp/4001"));
        assertThat(current().to(Multiaddr.of("/memory/1")).addresses()).hasSize(3);
        for (Multiaddr peer : List.of(NEAR, FAR)) {
            assertThat(current().to(peer).addresses()).hasSize(2)
                    .doesNotContain(Multiaddr.of("/ip4/127.0.0.1/tcp/4001"));
            assertThat(record(current().to(peer)).addresses()).isEqualTo(current().to(peer).addresses());
        }
    }

    @Test
    void whatReachesFarthestComesFirst() {
        assertThat(current().to(SAME_MACHINE).addresses()).first().isEqualTo(Multiaddr.of("/ip4/1.2.3.4/tcp/4001"));
        assertThat(current().to(SAME_MACHINE).addresses()).last().isEqualTo(Multiaddr.of("/ip4/127.0.0.1/tcp/4001"));
    }

    @Test
    void recordsAreNumberedByTheWallClockAndAlwaysGrow() throws Exception {
        long first = record(current().to(FAR)).sequence();
        addresses = announcing("/ip4/1.2.3.4/tcp/4002");
        statements.stale();

        assertThat(first).isEqualTo(NOW);
        assertThat(record(current().to(FAR)).sequence()).isEqualTo(NOW + 1);
    }

    @Test
    void aNodeWithLoopbackAddressesOnlyTellsOthersNone() {
        addresses = announcing("/ip4/127.0.0.1/tcp/4001");

        assertThat(current().to(FAR).addresses()).isEmpty();
        assertThat(current().to(FAR).record()).isNull();
        assertThat(current().to(SAME_MACHINE).record()).isNotNull();
    }

    @Test
    void manyLongAddressesAreCutUntilTheRecordFitsOneMessage() throws Exception {
        String host = "x".repeat(60) + "." + "y".repeat(60) + ".example.org";
        addresses = announcing(
                IntStream.range(1, 100).mapToObj(port -> "/dns4/" + host + "/tcp/" + port).toArray(String[]::new));

        OwnStatement statement = current().to(FAR);

        assertThat(statement.addresses()).hasSize(OwnStatements.MAX_ADDRESSES);
        assertThat(record(statement).addresses()).hasSizeBetween(16, 63);
        assertThat(statement.messages(FAR)).allMatch(message -> message.length <= OwnStatement.MAX_BYTES);
    }

    private OwnStatements.Current current() {
        return statements.current(protocols, () -> {
            asked++;
            return addresses;
        });
    }

    private static PeerRecord record(OwnStatement statement) throws InvalidDataException {
        return PeerRecord.open(Objects.requireNonNull(statement.record()).encoded());
    }

    private static Addresses announcing(String... announced) {
        return new Addresses(List.of(), Arrays.stream(announced).map(Multiaddr::of).toList(), List.of(), List.of());
    }
}
