package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.ChannelPair;
import dev.jlibp2p.muxer.FlowControlContract;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.resource.ResourceScope;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.TransportContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The streams of QUIC are those of every muxer: two connections of the library, joined without a network. */
@LeaksCheckedOnce
class QuicContractTest extends FlowControlContract {

    private static final InetSocketAddress LEFT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private static final InetSocketAddress RIGHT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);

    private static final QuicConfig ONE_BY_ONE = new QuicConfig(1350, 768 << 10, 1000, 1, false, QuicLimits.defaults());

    private @Nullable QuicSession client;

    private @Nullable QuicSession server;

    @Override
    protected ChannelPair newPair() {
        ChannelPair sockets = ChannelPair.ofSockets(sent -> readdressed(sent, LEFT, RIGHT),
                sent -> readdressed(sent, RIGHT, LEFT));
        sockets.right().pipeline().addLast(parts().serverCodec(initializer(Role.RESPONDER), () -> false));
        sockets.left().pipeline().addLast(parts().clientCodec());
        Future<QuicChannel> connected = QuicChannel.newBootstrap(sockets.left())
                .handler(initializer(Role.INITIATOR))
                .streamHandler(QuicParts.NO_STREAMS)
                .localAddress(LEFT)
                .remoteAddress(RIGHT)
                .connect();
        sockets.pump();
        assertThat(connected.isSuccess()).isTrue();
        return sockets;
    }

    @Override
    protected MuxerSession start(Channel connection, Role role, ResourceScope scope) {
        return Objects.requireNonNull(role == Role.INITIATOR ? client : server).start(scope);
    }

    /** RFC 9000 2.1: a stream begins with its first frame. */
    @Override
    protected boolean opensInSilence() {
        return true;
    }

    /** The library tells of a reset where the next bytes would be. */
    @Override
    protected boolean seesResetsOnlyByReading() {
        return true;
    }

    /** The library takes what the windows allow, and packets wait in it. */
    @Override
    protected boolean congestsWithItsConnection() {
        return false;
    }

    /** Nothing tells of the end of a UDP socket; the peer's timeout does. */
    @Override
    protected boolean seesABrokenConnection() {
        return false;
    }

    /** Much less: every packet is sealed, opened and acknowledged. */
    @Override
    protected int bulk() {
        return 20_000;
    }

    private ChannelInitializer<QuicChannel> initializer(Role role) {
        return new ChannelInitializer<>() {

            @Override
            protected void initChannel(QuicChannel connection) {
                InetSocketAddress own = role == Role.INITIATOR ? LEFT : RIGHT;
                InetSocketAddress peer = role == Role.INITIATOR ? RIGHT : LEFT;
                QuicSession session = new QuicSession(connection, new Route(QuicTransport.NAME, role,
                        QuicTransport.multiaddr(own), QuicTransport.multiaddr(peer), false),
                        connection.eventLoop()::execute);
                connection.pipeline().addLast(session);
                if (role == Role.INITIATOR) {
                    client = session;
                } else {
                    server = session;
                }
            }

            @Override
            public boolean isSharable() {
                return true;
            }
        };
    }

    private static QuicParts parts() {
        SecureRandom random = new SecureRandom();
        try (EventLoops none = new EventLoops(1)) {
            TransportContext context = new TransportContext(none, Identity.generate(KeyType.ED25519, random),
                    Ticker.systemTicker(), Clock.systemUTC(), random);
            return new QuicParts(context, ONE_BY_ONE, QuicTls.of(context));
        }
    }

    private static Object readdressed(Object sent, InetSocketAddress from, InetSocketAddress to) {
        return new DatagramPacket(((DatagramPacket) sent).content(), to, from);
    }
}
