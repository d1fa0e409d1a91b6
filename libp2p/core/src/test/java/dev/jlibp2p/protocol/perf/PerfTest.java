package dev.jlibp2p.protocol.perf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.HostPair;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PerfTest {

    @Test
    void theServerSendsExactlyWhatWasAskedForOnceTheUploadHasEnded() throws IOException {
        try (HostPair pair = HostPair.inMemory(builder -> builder.service(new Perf()))) {
            try (Stream stream = pair.connect().open(Perf.PROTOCOL)) {
                stream.output().write(ByteBuffer.allocate(8).putLong(300_000).array());
                stream.output().write(new byte[500_000]);
                stream.output().close();
                assertThat(stream.input().readAllBytes()).hasSize(300_000).containsOnly(0);
            }
        }
    }

    @Test
    void bothDirectionsRunThroughTheClient() throws IOException {
        try (HostPair pair = HostPair.inMemory(builder -> builder.service(new Perf()))) {
            Connection connection = pair.connect();
            Perf.run(pair.client(), connection, 3 << 20, 5 << 20);
            Perf.run(pair.client(), connection, 0, 0);
            assertThat(connection.streams()).isEmpty();
        }
    }

    @Test
    void withoutTheServiceItIsRefused() throws IOException {
        try (HostPair pair = HostPair.inMemory()) {
            Connection connection = pair.connect();
            assertThatThrownBy(() -> Perf.run(pair.client(), connection, 1, 1))
                    .isInstanceOf(ProtocolNotSupportedException.class);
        }
    }
}
