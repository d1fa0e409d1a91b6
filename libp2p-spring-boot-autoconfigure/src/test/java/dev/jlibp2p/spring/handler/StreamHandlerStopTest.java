package dev.jlibp2p.spring.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.Libp2pPhases;
import dev.jlibp2p.spring.payload.Libp2pPayloadAutoConfiguration;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

/** Calls under way while their application stops. */
@Timeout(60)
class StreamHandlerStopTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pPayloadAutoConfiguration.class,
                    Libp2pHandlerAutoConfiguration.class))
            .withBean(Waiting.class)
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    @Test
    void newCallsAreRefusedAndThoseUnderWayAreAnsweredBeforeTheHostStops() {
        runner.run(context -> {
            Host host = context.getBean(Host.class);
            Waiting waiting = context.getBean(Waiting.class);
            ConfigurableApplicationContext application = context.getSourceApplicationContext();
            try (Host client = Libp2p.builder().start()) {
                Connection connection = client.connect(host.id(), host.addresses().listen());
                CompletableFuture<String> answer = new CompletableFuture<>();
                Thread.startVirtualThread(() -> answer.complete(ask(connection, "/waiting/1")));
                try (Stream endless = connection.open(ProtocolId.of("/endless/1"))) {
                    endless.output().write(1);
                    endless.output().flush();
                    assertThat(waiting.entered.await(30, TimeUnit.SECONDS)).isTrue();
                    Thread stopping = Thread.ofPlatform().start(application::stop);
                    awaitShutdown(connection);
                    assertThat(host.isRunning()).as("calls are under way").isTrue();
                    assertThat(answer).isNotDone();
                    waiting.leave.countDown();
                    assertThat(answer.get()).isEqualTo("answered");
                    stopping.join();
                }
                assertThat(host.isRunning()).isFalse();
                assertThat(waiting.ended.await(30, TimeUnit.SECONDS)).as("a stream without limit ends with the host")
                        .isTrue();
            }
            application.start();
            try (Host client = Libp2p.builder().start()) {
                assertThat(ask(client.connect(host.id(), host.addresses().listen()), "/waiting/1"))
                        .as("after a restart")
                        .isEqualTo("answered");
            }
        });
    }

    @Test
    void listenersStopBeforeTheHost() {
        runner.run(context -> assertThat(context.getBean(StreamHandlerContainer.class).getPhase())
                .isEqualTo(Libp2pPhases.LISTENERS));
    }

    /** Once a call is refused for that reason, all are. */
    private static void awaitShutdown(Connection connection) {
        String refusal = ask(connection, "/quick/1");
        for (int i = 0; i < 3000 && refusal.equals("quick"); i++) {
            LockSupport.parkNanos(10_000_000);
            refusal = ask(connection, "/quick/1");
        }
        assertThat(refusal).isEqualTo("reset " + ResetCodes.SHUTDOWN);
    }

    private static String ask(Connection connection, String protocol) {
        try (Stream stream = connection.open(ProtocolId.of(protocol))) {
            DelimitedMessages.write(stream.output(), new byte[0]);
            return new String(DelimitedMessages.read(stream.input(), 100), UTF_8);
        } catch (StreamResetException e) {
            return "reset " + e.code();
        } catch (IOException e) {
            return e.toString();
        }
    }

    static class Waiting {

        private final CountDownLatch entered = new CountDownLatch(2);

        private final CountDownLatch leave = new CountDownLatch(1);

        private final CountDownLatch ended = new CountDownLatch(1);

        @Libp2pStreamHandler("/waiting/1")
        String await(String text) throws InterruptedException {
            entered.countDown();
            leave.await();
            return "answered";
        }

        @Libp2pStreamHandler("/quick/1")
        String quick(String text) {
            return "quick";
        }

        @Libp2pStreamHandler("/endless/1")
        void endless(Stream stream) throws IOException {
            try {
                for (int next = stream.input().read(); next >= 0; next = stream.input().read()) {
                    entered.countDown();
                }
            } finally {
                ended.countDown();
            }
        }
    }
}
