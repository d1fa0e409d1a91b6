package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.discovery.Libp2pDiscoveryAutoConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@ExtendWith(OutputCaptureExtension.class)
class OrderlyStopTest {

    private static final ProtocolId SINK = ProtocolId.of("/sink/1.0.0");

    private static final List<String> ORDER = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner() {
        ORDER.clear();
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                        LifecycleAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class,
                        Libp2pAutoConfiguration.class, Libp2pDiscoveryAutoConfiguration.class))
                .withUserConfiguration(Observed.class)
                .withPropertyValues("libp2p.data-dir=" + directory, "libp2p.listen=/ip4/127.0.0.1/tcp/0");
    }

    @Test
    void phasesAreTheOnesThatOthersRelyOn() {
        assertThat(Libp2pPhases.HOST).isEqualTo(SmartLifecycle.DEFAULT_PHASE - 4096);
        assertThat(Libp2pPhases.LISTENERS).isEqualTo(SmartLifecycle.DEFAULT_PHASE - 3072);
    }

    @Test
    void readinessGoesFirstThenTheWebServerThenListenersThenTheHostAndItsDirectoryLast() {
        runner().run(context -> {
            Host host = context.getBean(Host.class);
            DataDirectory data = context.getBean(DataDirectory.class);
            CountDownLatch stopped = new CountDownLatch(1);
            host.onEvent(event -> {
                if (event instanceof HostEvent.Stopped) {
                    stopped.countDown();
                }
            });
            context.close();
            assertThat(ORDER).containsExactly("readiness off, host running true", "web server, host running true",
                    "listeners, host running true");
            assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(host.isRunning()).isFalse();
            assertThat(data.isRunning()).as("locked").isFalse();
            assertThat(data.getPhase()).as("below the host's, so that it goes after it").isLessThan(Libp2pPhases.HOST);
        });
    }

    @Test
    void aBlackHoledPeerAndASilentSocketHoldTheStopUpNoLongerThanItsBudget(CapturedOutput output) throws Exception {
        try (Host peer = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start();
                FreezingProxy link = new FreezingProxy(port(peer))) {
            peer.handle(SINK, stream -> stream.input().skip(Long.MAX_VALUE));
            runner().run(context -> {
                Host host = context.getBean(Host.class);
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), port(host));
                host.connect(peer.id(), List.of(link.address()));
                CountDownLatch ended = writeWithoutEnd(host.open(peer.id(), SINK));
                link.freeze();

                Thread closing = Thread.ofPlatform().start(context::close);
                assertThat(closing.join(Duration.ofSeconds(25))).as("stopped within its budget of 10 s, and some")
                        .isTrue();

                assertThat(host.isRunning()).isFalse();
                assertThat(ended.await(30, TimeUnit.SECONDS)).as("the writer has been told").isTrue();
                assertThat(ORDER).hasSize(3);
                silent.close();
            });
        }
        assertThat(output).doesNotContain("still running after timeout");
    }

    private static CountDownLatch writeWithoutEnd(Stream stream) {
        CountDownLatch ended = new CountDownLatch(1);
        Thread.ofVirtual().start(() -> {
            byte[] zeros = new byte[1 << 16];
            try {
                while (true) {
                    stream.output().write(zeros);
                }
            } catch (IOException e) {
                ended.countDown();
            }
        });
        return ended;
    }

    private static int port(Host host) {
        return host.addresses().listen().getFirst().socketAddress().orElseThrow().getPort();
    }

    @Configuration(proxyBeanMethods = false)
    static class Observed {

        @Bean
        ApplicationListener<AvailabilityChangeEvent<ReadinessState>> readiness(Host host) {
            return new ApplicationListener<>() {

                @Override
                public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
                    if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
                        ORDER.add("readiness off, host running " + host.isRunning());
                    }
                }
            };
        }

        /** In the phase in which Boot drains its web server. */
        @Bean
        SmartLifecycle webServer(Host host) {
            return new Part("web server", SmartLifecycle.DEFAULT_PHASE - 1024, host);
        }

        @Bean
        SmartLifecycle listeners(Host host) {
            return new Part("listeners", Libp2pPhases.LISTENERS, host);
        }
    }

    private static final class Part implements SmartLifecycle {

        private final String name;

        private final int phase;

        private final Host host;

        private boolean isRunning;

        Part(String name, int phase, Host host) {
            this.name = name;
            this.phase = phase;
            this.host = host;
        }

        @Override
        public void start() {
            assertThat(host.isRunning()).as("the host is up before %s", name).isTrue();
            isRunning = true;
        }

        @Override
        public void stop() {
            ORDER.add(name + ", host running " + host.isRunning());
            isRunning = false;
        }

        @Override
        public boolean isRunning() {
            return isRunning;
        }

        @Override
        public int getPhase() {
            return phase;
        }
    }
}
