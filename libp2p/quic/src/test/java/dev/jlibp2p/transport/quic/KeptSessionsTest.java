package dev.jlibp2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.security.tls.TlsCertificate;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A peer that keeps the sessions of TLS and offers them at its next dial, as rust-libp2p and js-libp2p do. */
class KeptSessionsTest {

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    private final Identity identity = Identity.generate(KeyType.ED25519, new SecureRandom());

    private final BlockingQueue<String> streams = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void aPeerThatOffersItsLastSessionIsProvenAnew() throws Exception {
        PeerId peer = identity.peerId();
        try (Host host = QuicPair.node(QuicConfig.defaults()).listen(QuicPair.ANYWHERE).start()) {
            InetSocketAddress target = host.addresses().listen().getFirst().socketAddress().orElseThrow();
            Channel socket = socket(target.getPort());
            for (int dial = 0; dial < 2; dial++) {
                QuicChannel connection = dial(socket, target);
                Baseline.await(() -> !host.connections(peer).isEmpty(), () -> "the peer did not get in");
                assertThat(host.connections(peer).getFirst().publicKey()).isEqualTo(identity.publicKey());
                // Identify; what keeps the session came before it.
                assertThat(streams.poll(30, TimeUnit.SECONDS)).isNotNull();
                connection.close().syncUninterruptibly();
                Baseline.await(() -> host.connections(peer).isEmpty(), () -> "the peer is still there");
                streams.clear();
            }
        }
    }

    private QuicChannel dial(Channel socket, InetSocketAddress target) throws Exception {
        return QuicChannel.newBootstrap(socket)
                .handler(new ChannelInboundHandlerAdapter())
                .streamHandler(new Noticed())
                .remoteAddress(target)
                .connect()
                .get(30, TimeUnit.SECONDS);
    }

    /** Sessions are kept by host and port. */
    private Channel socket(int port) {
        TlsCertificate own = TlsCertificate.generate(identity, new SecureRandom(), Clock.systemUTC().instant());
        QuicSslContext tls = QuicSslContextBuilder.forClient()
                .keyManager(new OwnCertificate(own.privateKey(), new X509Certificate[]{own.certificate()}), null)
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocols("libp2p")
                .build();
        ChannelHandler codec = new QuicClientCodecBuilder()
                .sslEngineProvider(connection -> tls.newEngine(connection.alloc(), "localhost", port))
                .maxIdleTimeout(30, TimeUnit.SECONDS)
                .initialMaxData(1 << 20)
                .initialMaxStreamDataBidirectionalRemote(1 << 16)
                .initialMaxStreamsBidirectional(16)
                .build();
        return new Bootstrap().group(loops)
                .channel(NioDatagramChannel.class)
                .handler(codec)
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Says that a stream came. */
    private final class Noticed extends ChannelInboundHandlerAdapter {

        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            streams.add(context.channel().toString());
        }
    }
}
