package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A stop that lets what was begun end. */
@Timeout(60)
class DrainTest {

    private static final ProtocolId SLOW = ProtocolId.of("/slow/1");

    private final CountDownLatch begun = new CountDownLatch(1);

    private final CountDownLatch mayAnswer = new CountDownLatch(1);

    private final Host client = Libp2p.builder().build();

    @BeforeEach
    void startTheClient() throws IOException {
        client.start();
    }

    @AfterEach
    void stopTheClient() {
        client.stop();
    }

    @Test
    void whatWasBegunIsAnsweredAndWhatComesLaterIsRefused() throws Exception {
        Host server = server(Duration.ofSeconds(50));
        Thread stopping;
        try (Stream request = client.open(server.id(), SLOW)) {
            send(request);
            stopping = Thread.ofVirtual().start(server::stop);
            awaitRefusal(server);
            assertThat(stopping.isAlive()).as("the stop waits for the answer").isTrue();
            mayAnswer.countDown();
            assertThat(new String(request.input().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("answer");
        }
        stopping.join();
        assertThat(server.isRunning()).isFalse();
        Baseline.await(() -> client.connections().isEmpty(), () -> "the client has heard of the end");
    }

    @Test
    void aStreamThatNeverEndsHoldsUpTheStopNoLongerThanItsPatience() throws Exception {
        Host server = server(Duration.ofMillis(50));
        try (Stream request = client.open(server.id(), SLOW)) {
            send(request);
            server.stop();
            assertThat(server.isRunning()).isFalse();
            assertThatIOException().isThrownBy(() -> request.input().readAllBytes());
        } finally {
            mayAnswer.countDown();
        }
    }

    @Test
    void aHostThatWasDrainedServesAgainWhenStartedAgain() throws Exception {
        Host server = server(Duration.ofSeconds(50));
        mayAnswer.countDown();
        server.stop();
        server.start();
        client.connect(server.id(), server.addresses().listen());
        try (Stream request = client.open(server.id(), SLOW)) {
            send(request);
            assertThat(request.input().readAllBytes()).hasSize(6);
        }
        server.stop();
    }

    private Host server(Duration patience) throws IOException {
        Host server = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").drain(patience).start();
        server.handle(SLOW, stream -> {
            stream.input().readAllBytes();
            begun.countDown();
            try {
                mayAnswer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            stream.output().write("answer".getBytes(StandardCharsets.UTF_8));
        });
        client.connect(server.id(), server.addresses().listen());
        return server;
    }

    private void send(Stream request) throws Exception {
        request.output().write('?');
        request.output().close();
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Asks until the stop has got that far. */
    private void awaitRefusal(Host server) {
        boolean refused = false;
        while (!refused) {
            try (Stream late = client.open(server.id(), ProtocolId.of("/another/1"),
                    ProtocolId.of("/ipfs/ping/1.0.0"))) {
                late.output().write(new byte[32]);
                late.output().flush();
                refused = late.input().readNBytes(32).length < 32;
            } catch (IOException e) {
                refused = true;
            }
        }
    }
}
