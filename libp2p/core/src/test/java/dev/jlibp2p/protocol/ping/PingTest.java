package dev.jlibp2p.protocol.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.HostPair;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PingTest {

    private final Ping ping = new Ping(new Random(1), Ticker.systemTicker(), Duration.ofMillis(200));

    @Test
    void everyPingIsMeasured() throws IOException {
        try (HostPair pair = HostPair.inMemory(builder -> builder.ping(ping))) {
            pair.connect();
            assertThat(ping.ping(pair.client(), pair.server().id(), 3)).hasSize(3).allMatch(Duration::isPositive);
            assertThat(ping.latency(pair.server().id())).isPresent();
        }
    }

    /** P3: a peer that never echoes. */
    @Test
    void aPeerThatDoesNotAnswerTimesOut() throws IOException {
        Ping silent = new Ping(new Random(1), Ticker.systemTicker(), Duration.ofSeconds(1));
        try (HostPair pair = HostPair.inMemory(builder -> builder.ping(silent))) {
            pair.connect();
            pair.server().network();
            assertThatThrownBy(() -> {
                try (Stream held = pair.client().open(pair.server().id(), Ping.PROTOCOL)) {
                    held.deadline(Duration.ofMillis(100));
                    held.output().write(new byte[31]);
                    held.output().flush();
                    held.input().read();
                }
            }).isInstanceOf(SocketTimeoutException.class);
        }
    }

    /** P3: wrong echo. */
    @Test
    void aPeerThatAnswersWithOtherBytesIsAnError() throws IOException {
        try (HostPair pair = HostPair.inMemory(builder -> builder.ping(ping)); HostPair liars = liars()) {
            Connection connection = pair.client().connect(liars.server().id(), liars.server().addresses().listen());
            assertThat(connection.isOpen()).isTrue();
            assertThatThrownBy(() -> ping.ping(pair.client(), liars.server().id(), 1)).isInstanceOf(IOException.class)
                    .hasMessageContaining("other bytes");
        }
    }

    /** P3: ping flood over many streams. */
    @Test
    void theThirdStreamOfAPeerIsRefused() throws IOException {
        try (HostPair pair = HostPair.inMemory(builder -> builder.ping(ping))) {
            Connection connection = pair.connect();
            try (Stream first = echoing(connection); Stream second = echoing(connection)) {
                assertThatThrownBy(() -> echoing(connection)).isInstanceOf(IOException.class);
                assertThat(first.channel().isActive()).isTrue();
                assertThat(second.channel().isActive()).isTrue();
            }
        }
    }

    private static Stream echoing(Connection connection) throws IOException {
        Stream stream = connection.open(Ping.PROTOCOL);
        stream.deadline(Duration.ofSeconds(5));
        stream.output().write(new byte[32]);
        stream.output().flush();
        if (stream.input().readNBytes(32).length < 32) {
            throw new IOException("ended");
        }
        return stream;
    }

    private static HostPair liars() throws IOException {
        return HostPair.inMemory(builder -> builder.service(context -> {})
                .handler(
                        dev.jlibp2p.host.ProtocolHandler.of(stream -> {
                            stream.input().readNBytes(32);
                            stream.output().write(new byte[32]);
                        }, Ping.PROTOCOL)));
    }
}
