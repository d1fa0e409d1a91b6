package dev.jlibp2p.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.noise.NoiseSecurity;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What a dialler takes for granted, and what it costs where that was wrong. */
class ForeseenSecurityTest {

    private static final ProtocolId OTHER = ProtocolId.of("/other");

    private static final String HEADER = "\u0013/multistream/1.0.0\n";

    private static final String NOISE = "\u0007/noise\n";

    private static final String PROPOSES_OTHER = "\u0007/other\n";

    private static final int FIRST_NOISE_MESSAGE = 2 + 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Identity serverIdentity = Identity.generate(KeyType.ED25519, RANDOM);

    @Test
    void theOnlySecurityIsProposedTogetherWithItsFirstMessage() throws Exception {
        String flight = HEADER + NOISE;

        byte[] sent = firstFlight(Libp2p.builder(), flight.length() + FIRST_NOISE_MESSAGE, 0);
        assertThat(new String(sent, 0, flight.length(), UTF_8)).isEqualTo(flight);
        assertThat(sent).hasSize(flight.length() + FIRST_NOISE_MESSAGE);
    }

    @Test
    void withAStrangerTheChoiceOfSeveralIsAwaited() throws Exception {
        String flight = HEADER + PROPOSES_OTHER;

        byte[] sent = firstFlight(Libp2p.builder().securities(both()), flight.length(), 1);
        assertThat(new String(sent, UTF_8)).isEqualTo(flight);
    }

    @Test
    void whatAPeerChoseIsRememberedAndProposedFirst() throws Exception {
        try (Host client = Libp2p.builder().securities(both()).start()) {
            try (Host server = server(noise())) {
                assertThat(connect(client, server).security()).isEqualTo("/noise");
            }
            awaitNobody(client);
            assertThat(client.peerStore().security(serverIdentity.peerId())).contains(ProtocolId.of("/noise"));

            byte[] sent = firstFlight(client, serverIdentity.peerId(),
                    HEADER.length() + NOISE.length() + FIRST_NOISE_MESSAGE, 0);
            assertThat(new String(sent, UTF_8)).startsWith(HEADER + NOISE);
        }
    }

    @Test
    void aPeerThatHasChangedItsMindCostsOneMoreDialAndNoFailure() throws IOException {
        try (Host client = Libp2p.builder().securities(both()).start()) {
            try (Host server = server(both())) {
                assertThat(connect(client, server).security()).isEqualTo("/other");
            }
            awaitNobody(client);
            try (Host server = server(noise())) {
                Connection connection = connect(client, server);
                assertThat(connection.security()).isEqualTo("/noise");
                try (Stream stream = connection.open(Echo.PROTOCOL)) {
                    stream.output().write("hello".getBytes(UTF_8));
                    stream.output().close();
                    assertThat(stream.input().readAllBytes()).asString(UTF_8).isEqualTo("hello");
                }
            }
            assertThat(client.peerStore().security(serverIdentity.peerId())).contains(ProtocolId.of("/noise"));
        }
    }

    @Test
    void aPeerThatHasNothingInCommonAnyMoreIsReportedAsThat() throws IOException {
        try (Host client = Libp2p.builder().securities(List.of(ForeseenSecurityTest::renamed)).start()) {
            try (Host server = server(both())) {
                assertThat(connect(client, server).security()).isEqualTo("/other");
            }
            awaitNobody(client);
            try (Host server = server(noise())) {
                assertThatThrownBy(() -> connect(client, server)).isInstanceOf(DialException.class)
                        .hasMessageContaining("/other");
            }
        }
    }

    /** rust-libp2p settles no muxer in the handshake; where there is one only, waiting for its word would cost a round trip. */
    @Test
    void ourOnlyMuxerIsTakenForGrantedByAStrangerToo() throws IOException {
        try (Host client = Libp2p.builder().upgradeTimeout(Duration.ofSeconds(5)).start();
                Host server = server(List.of(ForeseenSecurityTest::mute))) {
            assertThat(connect(client, server).muxer()).isEqualTo("/yamux/1.0.0");
        }
    }

    /** A new dial must not find the connection to a host that has gone. */
    private static void awaitNobody(Host client) {
        Baseline.await(() -> client.connections().isEmpty(), () -> "still connected: " + client.connections());
    }

    private static Connection connect(Host client, Host server) throws IOException {
        Connection connection = client.connect(server.id(), server.addresses().listen());
        assertThat(connection.peer()).isEqualTo(server.id());
        return connection;
    }

    private Host server(List<Function<? super Identity, ? extends SecurityUpgrade>> securities) throws IOException {
        return Libp2p.builder()
                .identity(serverIdentity)
                .securities(securities)
                .handler(new Echo())
                .listen("/ip4/127.0.0.1/tcp/0")
                .start();
    }

    private byte[] firstFlight(Libp2pBuilder builder, int awaited, int surplus) throws Exception {
        try (Host client = builder.start()) {
            return firstFlight(client, serverIdentity.peerId(), awaited, surplus);
        }
    }

    /**
     * What a dialler sends to somebody who says nothing.
     *
     * @param surplus so much more would be noticed if it came
     */
    private static byte[] firstFlight(Host client, PeerId peer, int awaited, int surplus) throws Exception {
        Thread dialler;
        byte[] sent;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(60_000);
            Multiaddr address = Multiaddr.of("/ip4/127.0.0.1/tcp/" + silent.getLocalPort());
            dialler = Thread.startVirtualThread(() -> assertThatThrownBy(
                    () -> client.connect(peer, List.of(address))).isInstanceOf(IOException.class));
            try (Socket accepted = silent.accept()) {
                accepted.setSoTimeout(60_000);
                sent = accepted.getInputStream().readNBytes(awaited);
                // Not to wait for what does not come.
                accepted.setSoTimeout(500);
                sent = Arrays.copyOf(sent, sent.length + read(accepted, surplus));
            }
        }
        // The second dial, after a refused proposal, ends with the socket.
        dialler.join();
        return sent;
    }

    private static int read(Socket accepted, int most) throws IOException {
        try {
            return Math.max(0, accepted.getInputStream().read(new byte[most]));
        } catch (SocketTimeoutException e) {
            return 0;
        }
    }

    private static List<Function<? super Identity, ? extends SecurityUpgrade>> both() {
        return List.of(ForeseenSecurityTest::renamed, NoiseSecurity::new);
    }

    private static List<Function<? super Identity, ? extends SecurityUpgrade>> noise() {
        return List.of(NoiseSecurity::new);
    }

    /** Noise that settles no muxer, and behind which nothing is said any more. */
    private static SecurityUpgrade mute(Identity identity) {
        NoiseSecurity noise = new NoiseSecurity(identity);
        return new SecurityUpgrade() {
            @Override
            public ProtocolId protocol() {
                return noise.protocol();
            }

            @Override
            public Future<SecuredChannel> secure(Channel channel, SecurityContext context) {
                Promise<SecuredChannel> muted = channel.eventLoop().newPromise();
                noise.secure(channel,
                        new SecurityContext(context.role(), context.expectedPeer(), List.of(), new byte[0]))
                        .addListener((Future<SecuredChannel> secured) -> {
                            channel.pipeline().addLast(new Silence());
                            PromiseNotifier.cascade(false, secured, muted);
                        });
                return muted;
            }
        };
    }

    private static final class Silence extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.setSuccess();
        }
    }

    /** Noise by another name. */
    private static SecurityUpgrade renamed(Identity identity) {
        NoiseSecurity noise = new NoiseSecurity(identity);
        return new SecurityUpgrade() {
            @Override
            public ProtocolId protocol() {
                return OTHER;
            }

            @Override
            public Future<SecuredChannel> secure(Channel channel, SecurityContext context) {
                return noise.secure(channel, context);
            }
        };
    }
}
