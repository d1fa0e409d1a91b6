package dev.jlibp2p.spring.test.application;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static dev.jlibp2p.spring.test.application.Asking.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.test.Libp2pTest;
import dev.jlibp2p.spring.test.TestNetwork;
import dev.jlibp2p.spring.test.TestNodes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;

/** How an application stops, seen by its peers. */
@Timeout(180)
class StopTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void aCallUnderWayIsFinishedBeforeTheNodeStops(@TestNodes(1) TestNetwork network) throws Exception {
        TestContext test = new TestContextManager(Application.class).getTestContext();
        try (ConfigurableApplicationContext context = (ConfigurableApplicationContext) test.getApplicationContext();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Host peer = network.host(0);
            Host node = context.getBean(Host.class);
            Counsellor counsellor = context.getBean(Counsellor.class);
            network.connect(peer, node);
            Future<String> answer = threads.submit(() -> ask(peer, node, "/patience/1.0.0", "it"));
            await(counsellor::isAsked);

            Future<?> closed = threads.submit(context::close);
            await(() -> !isServed(peer, node));
            assertThat(closed.isDone()).isFalse();
            assertThat(node).isRunning();
            counsellor.decide();

            assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("decided it");
            closed.get(60, TimeUnit.SECONDS);
            assertThat(node).isStopped();
            assertThat(peer).within(SOON).isNotConnectedTo(node);
        } finally {
            test.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        }
    }

    @Test
    void aPeerBehindAPartitionDoesNotKeepTheNodeFromStopping(@TestNodes(2) TestNetwork network) throws Exception {
        TestContext test = new TestContextManager(Application.class).getTestContext();
        Host lost = network.host(0);
        Host node = test.getApplicationContext().getBean(Host.class);
        try {
            network.connect(lost, node);
            network.connect(network.host(1), node);
            lost.open(node.id(), ProtocolId.of("/blocking/1.0.0"));
            network.partition(List.of(lost), List.of(node));
        } finally {
            test.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        }
        assertThat(node).isStopped();
        assertThat(network.host(1)).within(SOON).isNotConnectedTo(node);
        assertThat(lost).as("nothing has reached it").isConnectedTo(node);
        // Before buffers are counted: the partition still holds some.
        network.close();
    }

    private static boolean isServed(Host peer, Host node) {
        try {
            return !ask(peer, node, "/advice/1.0.0", "why").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean() && i < 3_000; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(condition.getAsBoolean()).as("it comes true within 30 seconds").isTrue();
    }

    @Libp2pTest
    static class Application {}
}
