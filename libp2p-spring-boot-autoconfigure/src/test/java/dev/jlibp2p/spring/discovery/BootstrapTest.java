package dev.jlibp2p.spring.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.Libp2pConnectionDetails;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class BootstrapTest {

    private static final String NOBODY = "/ip4/127.0.0.1/tcp/1/p2p/" + newIdentity().peerId();

    private static Host known;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pDiscoveryAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=");

    @BeforeAll
    static void startPeer() throws IOException {
        known = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start();
    }

    @AfterAll
    static void stopPeer() {
        known.stop();
    }

    @Test
    void peersAreDialledInTheBackgroundAndWhatBecameOfEachIsKept() {
        bootstrap(NOBODY, address()).run(context -> {
            BootstrapPeers bootstrap = context.getBean(BootstrapPeers.class);
            await(() -> bootstrap.attempts().size() == 2);
            assertThat(context.getBean(Host.class).connections(known.id())).isNotEmpty();
            assertThat(bootstrap.attempts().getFirst()).satisfies(failed -> {
                assertThat(failed.isSuccess()).isFalse();
                assertThat(failed.failure()).isInstanceOf(DialException.class).hasMessageContaining("/tcp/1");
            });
            assertThat(bootstrap.attempts().getLast().peer()).isEqualTo(known.id());
            assertThat(bootstrap.attempts().getLast().isSuccess()).isTrue();
        });
    }

    @Test
    void aPeerThatIsGoneIsDialledAgainInTheNextRound() {
        bootstrap(address()).withPropertyValues("libp2p.discovery.bootstrap.interval=50ms").run(context -> {
            Host host = context.getBean(Host.class);
            await(() -> !known.connections(host.id()).isEmpty());
            var first = known.connections(host.id()).getFirst();
            known.disconnect(host.id());
            await(() -> known.connections(host.id()).stream().anyMatch(connection -> !connection.equals(first)));
        });
    }

    @Test
    void severalAddressesOfAPeerAreOneDial() {
        bootstrap("/ip4/127.0.0.1/tcp/1/p2p/" + known.id(), address())
                .withPropertyValues("libp2p.startup.policy=fail-fast")
                .run(context -> assertThat(context.getBean(BootstrapPeers.class).peers()).containsExactly(known.id()));
    }

    @Test
    void waitingMeansThatAPeerIsConnectedWhenTheStartIsOver() {
        bootstrap(NOBODY, address()).withPropertyValues("libp2p.startup.policy=wait")
                .run(context -> assertThat(context.getBean(Host.class).connections(known.id())).isNotEmpty());
    }

    @Test
    void waitingEndsWithOneWarningWhenTheTimeIsOver(CapturedOutput output) {
        bootstrap(NOBODY).withPropertyValues("libp2p.startup.policy=wait", "libp2p.startup.timeout=1200ms")
                .run(context -> {
                    assertThat(context.getBean(Host.class).isRunning()).isTrue();
                    assertThat(output.toString()
                            .lines()
                            .filter(line -> line.contains("WARN") && line.contains("the start goes on")))
                            .singleElement()
                            .asString()
                            .contains("within 1200 ms", NOBODY);
                });
    }

    @Test
    void aPeerThatComesUpWhileTheStartWaitsIsMetWithoutWaitingForTheNextRound() throws Exception {
        Identity identity = newIdentity();
        Multiaddr address;
        try (Host early = Libp2p.builder().identity(identity).listen("/ip4/127.0.0.1/tcp/0").start()) {
            address = early.addresses().listen().getFirst().withoutPeer();
        }
        Host late = Libp2p.builder().identity(identity).listen(List.of(address)).build();
        Thread starter = Thread.ofVirtual().unstarted(() -> {
            LockSupport.parkNanos(300_000_000);
            start(late);
        });
        try {
            starter.start();
            bootstrap(address + "/p2p/" + late.id()).withPropertyValues("libp2p.startup.policy=fail-fast")
                    .run(context -> assertThat(context).hasNotFailed());
        } finally {
            starter.join();
            late.stop();
        }
    }

    @Test
    void failingFastLeavesNothingBehind() {
        bootstrap(NOBODY).withPropertyValues("libp2p.startup.policy=fail-fast", "libp2p.startup.timeout=300ms")
                .run(context -> assertThat(context).getFailure()
                        .hasStackTraceContaining(BootstrapException.class.getName())
                        .hasStackTraceContaining(NOBODY));
        await(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(BootstrapTest::isKeptAlive));
    }

    @Test
    void withoutPeersThereIsNothingToWaitFor() {
        runner.withPropertyValues("libp2p.startup.policy=fail-fast").run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(BootstrapPeers.class).peers()).isEmpty();
        });
    }

    @Test
    void theNodeItselfInTheListIsPassedOver() {
        Identity self = newIdentity();
        bootstrap("/ip4/127.0.0.1/tcp/1/p2p/" + self.peerId())
                .withPropertyValues("libp2p.identity.type=inline", "libp2p.startup.policy=fail-fast",
                        "libp2p.identity.key=" + Base64.getEncoder().encodeToString(self.encoded()))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean(BootstrapPeers.class).peers()).isEmpty();
                });
    }

    @Test
    void anAddressThatNamesNoPeerIsRefused() {
        bootstrap("/ip4/127.0.0.1/tcp/1").run(context -> assertThat(context).getFailure()
                .rootCause()
                .isInstanceOf(RefusedPropertyException.class)
                .hasMessageContaining("libp2p.discovery.bootstrap.peers")
                .hasMessageContaining("Add /p2p/"));
    }

    @Test
    void detailsOfTheApplicationReplaceTheProperties() {
        bootstrap(NOBODY).withPropertyValues("libp2p.startup.policy=wait")
                .withBean(Libp2pConnectionDetails.class, () -> () -> List.of(Multiaddr.of(address())))
                .run(context -> {
                    assertThat(context).hasSingleBean(Libp2pConnectionDetails.class);
                    assertThat(context.getBean(Host.class).connections(known.id())).isNotEmpty();
                });
    }

    @Test
    void aRestartDialsAgain() {
        bootstrap(address()).withPropertyValues("libp2p.startup.policy=wait").run(context -> {
            context.getSourceApplicationContext().stop();
            assertThat(context.getBean(Host.class).isRunning()).isFalse();
            context.getSourceApplicationContext().start();
            assertThat(context.getBean(Host.class).connections(known.id())).isNotEmpty();
        });
    }

    private ApplicationContextRunner bootstrap(String... peers) {
        return runner.withPropertyValues("libp2p.discovery.bootstrap.peers=" + String.join(",", peers));
    }

    private static String address() {
        return known.addresses().listen().getFirst().withoutPeer() + "/p2p/" + known.id();
    }

    private static Identity newIdentity() {
        return Identity.generate(KeyType.ED25519, new SecureRandom());
    }

    private static void start(Host host) {
        try {
            host.start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isKeptAlive(Thread thread) {
        return thread.getName().equals("libp2p-keep-alive");
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean() && i < 3000; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
