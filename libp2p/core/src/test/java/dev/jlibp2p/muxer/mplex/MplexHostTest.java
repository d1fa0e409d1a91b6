package dev.jlibp2p.muxer.mplex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mplex under real hosts. */
class MplexHostTest {
    @Test
    void eightMebibytesAreEchoedOverMplex() throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        try (HostPair hosts = HostPair.overTcp(host -> host.muxers(List.of(new MplexMuxer(MplexConfig.defaults())))
                .handler(new Echo()))) {
            Connection connection = hosts.connect();
            assertThat(connection.muxer()).isEqualTo("/mplex/6.7.0");

            try (Stream stream = connection.open(Echo.PROTOCOL)) {
                Thread writer = Thread.startVirtualThread(() -> write(stream, sent));
                assertThat(stream.input().readAllBytes()).isEqualTo(sent);
                writer.join();
            }
        }
    }

    @Test
    void aPeerThatHasBothIsSpokenToInTheOneWePrefer() throws IOException {
        try (HostPair hosts = HostPair.overTcp(host -> host
                .muxers(List.of(new YamuxMuxer(YamuxConfig.defaults()), new MplexMuxer(MplexConfig.defaults()))))) {
            assertThat(hosts.connect().muxer()).isEqualTo("/yamux/1.0.0");
        }
    }

    private static void write(Stream stream, byte[] sent) {
        try {
            stream.output().write(sent);
            stream.output().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
