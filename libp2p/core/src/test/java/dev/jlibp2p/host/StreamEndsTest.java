package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What threads at a stream see of its end, whoever ends it. */
class StreamEndsTest {

    private static final ProtocolId PROTOCOL = ProtocolId.of("/test/ends/1.0.0");

    @Test
    void anAnswerThrownAwayUnreadIsNotTakenForItsEnd() throws Exception {
        try (HostPair pair = pair()) {
            pair.server().handle(PROTOCOL, stream -> stream.output().write(new byte[1_000]));
            Stream stream = pair.connect().open(PROTOCOL);
            stream.output().close();
            ended(stream);
            stream.reset(0);

            assertThatThrownBy(() -> stream.input().read()).isInstanceOf(StreamResetException.class);
        }
    }

    @Test
    void writingAfterAResetOfThePeerSaysSo() throws Exception {
        try (HostPair pair = pair()) {
            pair.server().handle(PROTOCOL, stream -> stream.reset(0));
            Stream stream = pair.connect().open(PROTOCOL);
            ended(stream);

            assertThatThrownBy(() -> writeAndFlush(stream.output())).isInstanceOfSatisfying(StreamResetException.class,
                    reset -> assertThat(reset.byPeer()).isTrue());
        }
    }

    @Test
    void readingAndWritingPastTheDeadlineTimeOut() throws Exception {
        try (HostPair pair = pair()) {
            Stream stream = pair.connect().open(Echo.PROTOCOL);
            stream.deadline(Duration.ofMillis(20));
            ended(stream);

            assertThatThrownBy(() -> writeAndFlush(stream.output())).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void anInputClosedWhileMuchWaitsLetsTheStreamEnd() throws Exception {
        try (HostPair pair = pair()) {
            pair.server().handle(PROTOCOL, stream -> stream.output().write(new byte[1 << 20]));
            Stream stream = pair.connect().open(PROTOCOL);
            Baseline.await(() -> available(stream) >= 64 << 10, () -> available(stream) + " bytes have come");
            stream.input().close();
            stream.output().close();

            ended(stream);
        }
    }

    @Test
    void aProtocolTakenBackIsRefusedAndCostsOneStream() throws Exception {
        try (HostPair pair = pair()) {
            Connection connection = pair.connect();
            Registration registration = pair.server().handle(PROTOCOL, stream -> {});
            connection.open(PROTOCOL).close();
            registration.close();
            assertThatThrownBy(() -> connection.open(PROTOCOL).input().read()).isInstanceOf(IOException.class);
            try (Stream echo = connection.open(Echo.PROTOCOL)) {
                echo.output().write(3);
                assertThat(echo.input().read()).isEqualTo(3);
            }
        }
    }

    @Test
    void aCodeTheMuxerCannotCarryIsRefusedAndTheStreamGoesOn() throws Exception {
        try (HostPair pair = pair(); Stream stream = pair.connect().open(Echo.PROTOCOL)) {
            assertThatThrownBy(() -> stream.reset(-1)).isInstanceOf(IllegalArgumentException.class);
            stream.output().write(5);
            assertThat(stream.input().read()).isEqualTo(5);
        }
    }

    @Test
    void streamsAndConnectionsOfAStoppedHostMayStillBeClosed() throws Exception {
        try (HostPair pair = pair()) {
            Connection connection = pair.connect();
            Stream stream = connection.open(Echo.PROTOCOL);
            stream.output().write(1);
            pair.client().stop();

            assertThatCode(stream::close).doesNotThrowAnyException();
            assertThatCode(() -> stream.reset(0)).doesNotThrowAnyException();
            assertThatCode(() -> stream.deadline(Duration.ofSeconds(1))).doesNotThrowAnyException();
            assertThatCode(() -> stream.channel().shutdown()).doesNotThrowAnyException();
            assertThatCode(connection::close).doesNotThrowAnyException();
            assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> writeAndFlush(stream.output())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connection.open(Echo.PROTOCOL)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aHandlerMayStopItsOwnHost() throws Exception {
        try (HostPair pair = pair()) {
            Thread[] handler = new Thread[1];
            boolean[] interrupted = new boolean[1];
            java.util.concurrent.CountDownLatch stopped = new java.util.concurrent.CountDownLatch(1);
            pair.server().handle(PROTOCOL, stream -> {
                handler[0] = Thread.currentThread();
                pair.server().stop();
                interrupted[0] = Thread.currentThread().isInterrupted();
                stopped.countDown();
            });
            pair.connect().open(PROTOCOL);

            assertThat(stopped.await(8, TimeUnit.SECONDS)).isTrue();
            assertThat(interrupted[0]).isFalse();
            assertThat(pair.server().isRunning()).isFalse();
        }
    }

    private static HostPair pair() throws IOException {
        return HostPair.inMemory(builder -> builder.handler(new Echo()));
    }

    private static void writeAndFlush(OutputStream output) throws IOException {
        output.write(1);
        output.flush();
    }

    private static int available(Stream stream) {
        try {
            return stream.input().available();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void ended(Stream stream) throws InterruptedException {
        assertThat(stream.channel().closeFuture().await(5, TimeUnit.SECONDS)).isTrue();
    }
}
