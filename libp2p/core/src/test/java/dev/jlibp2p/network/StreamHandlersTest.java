package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.identity.ProtocolId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamHandlersTest {

    private static final ProtocolId PROTOCOL = ProtocolId.of("/test/1.0.0");

    private final StreamHandlers handlers = new StreamHandlers();

    @Test
    void takingBackTwiceLeavesTheNextHandlerAlone() {
        StreamHandler handler = stream -> {};
        Runnable first = handlers.add(PROTOCOL, handler);
        first.run();
        handlers.add(PROTOCOL, handler);
        first.run();

        assertThat(handlers.protocols()).containsExactly(PROTOCOL);
        assertThat(handlers.find(PROTOCOL)).isNotNull();
    }

    @Test
    void aSecondHandlerIsRefused() {
        handlers.add(PROTOCOL, stream -> {});

        assertThatThrownBy(() -> handlers.addOnLoop(PROTOCOL, stream -> {})).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(PROTOCOL.toString());
    }

    @Test
    void handlersAddedAtTheSameTimeAreAllListed() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            StreamHandlers shared = new StreamHandlers();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                ProtocolId protocol = ProtocolId.of("/test/" + i);
                threads.add(Thread.startVirtualThread(() -> shared.add(protocol, stream -> {})));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(shared.protocols()).hasSize(4);
        }
    }
}
