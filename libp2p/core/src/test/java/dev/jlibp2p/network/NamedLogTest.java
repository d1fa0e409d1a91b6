package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.ProtocolId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Lines logged while a stream is handled say whose stream it is, without being told to. */
class NamedLogTest {

    private static final ProtocolId TALKATIVE = ProtocolId.of("/test/talkative/1.0.0");

    private final Logger application = (Logger) LoggerFactory.getLogger("application");

    private final Logger library = (Logger) LoggerFactory.getLogger("dev.jlibp2p.network");

    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        lines.start();
        application.setLevel(Level.INFO);
        for (Logger logger : List.of(application, library)) {
            logger.addAppender(lines);
            logger.setAdditive(false);
        }
    }

    @AfterEach
    void letGo() {
        application.setLevel(null);
        for (Logger logger : List.of(application, library)) {
            logger.detachAppender(lines);
            logger.setAdditive(true);
        }
    }

    @Test
    void peerConnectionAndProtocolAreOnEveryLineOfAHandlerAndOnOurs() throws Exception {
        try (HostPair pair = HostPair.inMemory()) {
            pair.server().handle(TALKATIVE, stream -> {
                application.info("hello");
                throw new IllegalStateException("on purpose");
            });
            Stream stream = pair.connect().open(TALKATIVE);
            try {
                stream.output().flush();
            } catch (StreamResetException e) {
                // the handler was faster
            }
            Baseline.await(() -> lines.all.size() >= 2, () -> "both lines are there");
            Connection connection = pair.server().connections(pair.client().id()).getFirst();
            assertThat(lines.all).filteredOn(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                    .hasSize(2)
                    .allSatisfy(line -> assertThat(line.getMDCPropertyMap()).containsExactlyInAnyOrderEntriesOf(
                            Map.of("peer", pair.client().id().toString(), "conn", connection.id(), "protocol",
                                    TALKATIVE.toString())));
            stream.reset(0);
        }
    }

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        final List<ILoggingEvent> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent line) {
            line.prepareForDeferredProcessing();
            all.add(line);
        }
    }
}
