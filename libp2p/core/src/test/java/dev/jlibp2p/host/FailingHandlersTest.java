package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** S7: whatever a handler throws ends its own stream and nothing else. I6: and a peer cannot fill the log with it. */
class FailingHandlersTest {

    private static final ProtocolId WAITING = ProtocolId.of("/test/waiting/1.0.0");

    private static final ProtocolId ON_LOOP = ProtocolId.of("/test/on-loop/1.0.0");

    enum Thrown {
        CHECKED(new IOException("on purpose")),
        RUNTIME(new IllegalStateException("on purpose")),
        UNDECLARED(new InterruptedException("on purpose")),
        ERROR(new QuietError());

        private final Throwable throwable;

        Thrown(Throwable throwable) {
            this.throwable = throwable;
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsItsOwnStreamOnly(Thrown thrown) throws IOException {
        try (HostPair pair = HostPair.inMemory(builder -> builder.handler(new Echo()))) {
            pair.server().handle(WAITING, stream -> sneakyThrow(thrown.throwable));
            pair.server().handleOnLoop(ON_LOOP, stream -> sneakyThrow(thrown.throwable));
            Connection connection = pair.connect();
            for (ProtocolId protocol : List.of(WAITING, ON_LOOP)) {
                assertThatThrownBy(() -> readFrom(connection, protocol)).isInstanceOf(IOException.class)
                        .hasMessageContaining("reset");
            }
            try (Stream echo = connection.open(Echo.PROTOCOL)) {
                echo.output().write(7);
                assertThat(echo.input().read()).isEqualTo(7);
            }
            Baseline.await(() -> pair.server().connections().get(0).streams().isEmpty(), () -> "streams left");
        }
    }

    @Test
    void aPeerWhoMakesAHandlerFailOftenFillsNoLog() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger("dev.jlibp2p");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        try (HostPair pair = HostPair.inMemory()) {
            pair.server().handle(WAITING, stream -> {
                throw new IllegalStateException("on purpose");
            });
            Connection connection = pair.connect();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> readFrom(connection, WAITING)).isInstanceOf(IOException.class);
            }
        } finally {
            logger.setAdditive(true);
            logger.detachAppender(lines);
        }
        assertThat(lines.list).filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .filteredOn(line -> line.getMessage().startsWith("the handler of stream"))
                .hasSize(10);
    }

    private static int readFrom(Connection connection, ProtocolId protocol) throws IOException {
        Stream stream = connection.open(protocol);
        stream.deadline(Duration.ofSeconds(5));
        return stream.input().read();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneakyThrow(Throwable throwable) throws T {
        throw (T) throwable;
    }

    /** Prints no page of trace into the build's log. */
    private static final class QuietError extends Error {

        private static final long serialVersionUID = 1L;

        QuietError() {
            super("on purpose", null, false, false);
        }
    }
}
