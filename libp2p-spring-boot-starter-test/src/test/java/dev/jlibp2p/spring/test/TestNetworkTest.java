package dev.jlibp2p.spring.test;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestNetworkTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final ProtocolId ECHO = ProtocolId.of("/echo/1.0.0");

    @Test
    void allNodesAreConnectedToAllOthers(@TestNodes(4) TestNetwork network) throws IOException {
        network.connectAll();

        assertThat(network.hosts()).hasSize(4)
                .allSatisfy(host -> assertThat(host).isRunning().speaks("/ipfs/ping/1.0.0").hasPeers(3));
    }

    @Test
    void inALineEachNodeKnowsItsNeighboursOnly(@TestNodes(3) TestNetwork network) throws IOException {
        network.connectLine();

        assertThat(network.host(0)).isConnectedTo(network.host(1)).isNotConnectedTo(network.host(2));
        assertThat(network.host(1)).hasPeers(2);
        assertThat(network.host(2)).isConnectedTo(network.host(1)).isNotConnectedTo(network.host(0));
    }

    @Test
    void latencyIsPaidByTheDialAndByEveryRoundTrip() throws IOException {
        try (TestNetwork network = echoing().latency(Duration.ofMillis(40)).start()) {
            long begun = System.nanoTime();
            network.host(0).connect(network.host(1).id(), network.host(1).addresses().listen());
            assertThat(since(begun)).as("two round trips: the handshake begins with the proposal")
                    .isGreaterThanOrEqualTo(Duration.ofMillis(160));

            try (Stream stream = network.host(0).open(network.host(1).id(), ECHO)) {
                assertThat(echo(stream, "warm")).isEqualTo("warm");
                long asked = System.nanoTime();
                assertThat(echo(stream, "late")).isEqualTo("late");
                assertThat(since(asked)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
            }
        }
    }

    @Test
    void twoNodesCanHaveLinksOfTheirOwnKind() throws IOException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                TestNetwork network = echoing().nodes(3).start()) {
            network.connectAll();
            network.latency(network.host(2), network.host(0), Duration.ofHours(1));
            Future<Duration> far = threads.submit(() -> roundTrip(network.host(0), network.host(2)));

            assertThat(roundTrip(network.host(0), network.host(1))).isPositive();
            assertThat(roundTrip(network.host(1), network.host(2))).isPositive();
            assertThat(far.isDone()).isFalse();
        }
    }

    @Test
    void lossDelaysBytesAndLosesNone() throws IOException {
        byte[] sent = new byte[300_000];
        new Random(7).nextBytes(sent);
        try (TestNetwork network = echoing().seed(7).start()) {
            network.connectAll();
            network.loss(0.2);
            try (Stream stream = network.host(0).open(network.host(1).id(), ECHO);
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.submit(() -> {
                    stream.output().write(sent);
                    stream.output().close();
                    return null;
                });
                assertThat(stream.input().readAllBytes()).isEqualTo(sent);
            }
        }
    }

    @Test
    void whatIsLostAgainAndAgainFailsTheDialAndBreaksTheLink() throws IOException {
        try (TestNetwork network = echoing().nodes(3).start()) {
            Host one = network.host(0);
            Host other = network.host(1);
            network.connect(one, other);
            network.loss(1);

            assertThatThrownBy(() -> network.connect(one, network.host(2))).isInstanceOf(DialException.class)
                    .hasMessageContaining("every attempt was lost");
            assertThatThrownBy(() -> roundTrip(one, other)).isInstanceOf(IOException.class);
            assertThat(one).within(SOON).hasPeers(0);
            assertThat(other).within(SOON).hasPeers(0);
        }
    }

    @Test
    void aPartitionHoldsWhatIsSentUntilItHeals() throws Exception {
        try (TestNetwork network = echoing().nodes(3).start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            network.connectAll();
            network.partition(List.of(network.host(0)), List.of(network.host(1)));

            Future<Duration> held = threads.submit(() -> roundTrip(network.host(0), network.host(1)));
            roundTrip(network.host(0), network.host(2));
            roundTrip(network.host(2), network.host(1));
            assertThat(held.isDone()).isFalse();
            network.heal();
            assertThat(held.get(30, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void aDialIntoAPartitionWaitsAndGoesOnWhenItHeals() throws Exception {
        try (TestNetwork network = echoing().start();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            network.partition(List.of(network.host(1)), List.of(network.host(0)));
            Future<?> dial = threads.submit(() -> {
                network.connect(network.host(0), network.host(1));
                return null;
            });
            assertThatThrownBy(() -> dial.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(Exception.class);
            network.heal();
            dial.get(30, TimeUnit.SECONDS);
            assertThat(network.host(0)).isConnectedTo(network.host(1));
        }
    }

    @Test
    void aDialIntoAPartitionEndsAtItsDeadline() {
        try (TestNetwork network = echoing().customize(node -> node.dialTimeout(Duration.ofMillis(200))).start()) {
            network.partition(List.of(network.host(0)), List.of(network.host(1)));

            assertThatThrownBy(() -> network.connect(network.host(0), network.host(1)))
                    .isInstanceOf(DialException.class);
            assertThat(Patience.await(() -> network.toString().endsWith(" 0 links"), SOON)).isTrue();
        }
    }

    @Test
    void aNodeThatStopsBehindAPartitionIsBelievedThere(@TestNodes(2) TestNetwork network) throws IOException {
        Host staying = network.host(1);
        network.connectAll();
        network.partition(List.of(network.host(0)), List.of(staying));
        network.host(0).stop();

        assertThat(network.host(0)).isStopped();
        assertThat(staying).isConnectedTo(network.host(0));
        network.heal();
        assertThat(staying).within(SOON).isNotConnectedTo(network.host(0));
    }

    @Test
    void brokenLinksAreSeenByBothAndCanBeDialledAgain(@TestNodes(2) TestNetwork network) throws IOException {
        network.connectAll();
        network.breakLinks(network.host(1), network.host(0));

        assertThat(network.host(0)).within(SOON).hasPeers(0);
        assertThat(network.host(1)).within(SOON).hasPeers(0);
        network.connectAll();
        assertThat(network.host(0)).isConnectedTo(network.host(1));
    }

    @Test
    void aNodeThatIsStoppedRefusesAndIsFoundAgainWhenItRuns(@TestNodes(2) TestNetwork network) throws IOException {
        Host restarted = network.host(1);
        var address = restarted.addresses().listen();
        restarted.stop();
        assertThatThrownBy(() -> network.host(0).connect(restarted.id(), address)).isInstanceOf(DialException.class)
                .satisfies(e -> assertThat(((DialException) e).report().causes().getFirst().getCause())
                        .isInstanceOf(ConnectException.class));
        restarted.start();
        network.host(0).connect(restarted.id(), address);
        assertThat(network.host(0)).isConnectedTo(restarted);
    }

    @Test
    void aNodeBuiltElsewhereCanJoin(@TestNodes(1) TestNetwork network) throws IOException {
        Identity identity = Identity.generate(KeyType.SECP256K1, new SecureRandom());
        try (Host guest = Libp2p.builder()
                .identity(identity)
                .listen("/memory/0")
                .transports(List.of(network.transport(identity.peerId())))
                .start()) {
            network.connect(guest, network.host(0));
            assertThat(network.host(0)).isConnectedTo(guest)
                    .within(SOON)
                    .knowsThat(guest.id(), ProtocolId.of("/ipfs/ping/1.0.0"));
            network.breakLinks(guest, network.host(0));
            assertThat(guest).within(SOON).isNotConnectedTo(network.host(0));
        }
    }

    @Test
    void closingLeavesNoThreadAndNoLinkAlsoInTheWorstWeather() throws IOException {
        TestNetwork network = TestNetwork.of(3);
        network.connectAll();
        network.latency(Duration.ofHours(1));
        network.partition(network.hosts(), network.hosts());
        network.close();
        network.close();

        assertThat(network.hosts()).allSatisfy(host -> assertThat(host).isStopped());
        assertThat(network).hasToString("test network of 3 nodes, 0 links");
        assertThat(Patience.await(() -> threads().isEmpty(), SOON)).as("threads left: %s", threads()).isTrue();
    }

    @Test
    void whatNoLinkCanBeIsRefused(@TestNodes(0) TestNetwork network) {
        assertThatIllegalArgumentException().isThrownBy(() -> network.loss(1.01)).withMessageContaining("1.01");
        assertThatIllegalArgumentException().isThrownBy(() -> network.loss(-0.01));
        assertThatIllegalArgumentException().isThrownBy(() -> network.loss(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> network.latency(Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S");
        assertThatIllegalArgumentException().isThrownBy(() -> TestNetwork.of(-1)).withMessageContaining("-1");
    }

    private static TestNetworkBuilder echoing() {
        return TestNetwork.builder().nodes(2).customize(node -> node.handler(new Echo()));
    }

    private static Duration roundTrip(Host from, Host to) throws IOException {
        try (Stream stream = from.open(to.id(), ECHO)) {
            assertThat(echo(stream, "warm")).isEqualTo("warm");
            long begun = System.nanoTime();
            assertThat(echo(stream, "there and back")).isEqualTo("there and back");
            return since(begun);
        }
    }

    private static String echo(Stream stream, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        stream.output().write(bytes);
        stream.output().flush();
        return new String(stream.input().readNBytes(bytes.length), StandardCharsets.UTF_8);
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("libp2p-"))
                .toList();
    }
}
