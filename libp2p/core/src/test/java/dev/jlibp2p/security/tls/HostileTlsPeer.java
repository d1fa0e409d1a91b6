package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.negotiation.Negotiation;
import dev.jlibp2p.security.tls.CertificateCase.Presented;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** A peer over TCP that negotiates TLS as it should and then presents what it likes, believing everything itself. */
final class HostileTlsPeer implements AutoCloseable {
    private static final ProtocolId TLS = ProtocolId.of("/tls/1.0.0");

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

    /**
     * How the peer speaks.
     *
     * @param presented its certificate and key, or {@code null} for a client without
     */
    record Manner(@Nullable Presented presented, String version, List<String> protocols, @Nullable String serverName) {
        static Manner with(@Nullable Presented presented) {
            return new Manner(presented, "TLSv1.3", List.of("/yamux/1.0.0", "libp2p"), null);
        }

        Manner version(String other) {
            return new Manner(presented, other, protocols, serverName);
        }

        Manner protocols(String... others) {
            return new Manner(presented, version, List.of(others), serverName);
        }

        Manner serverName(String name) {
            return new Manner(presented, version, protocols, name);
        }
    }

    /** Dials, and tells whether the other side sent anything once it had seen the certificate, before it closed. */
    boolean isHeardBy(InetSocketAddress listener, Manner manner) throws Exception {
        SslContext context = client(manner);
        CompletableFuture<Boolean> heard = new CompletableFuture<>();
        Channel channel = new Bootstrap().group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(listener)
                .sync()
                .channel();
        channel.eventLoop().execute(() -> Negotiation.propose(channel, List.of(TLS)).addListener(done -> {
            SslHandler tls = manner.serverName() == null
                    ? context.newHandler(channel.alloc())
                    : context.newHandler(channel.alloc(), manner.serverName(), 4001);
            channel.pipeline().addLast(tls, new Ear(heard));
            channel.config().setAutoRead(true);
        }));
        try {
            return heard.get(30, TimeUnit.SECONDS);
        } finally {
            channel.close().sync();
        }
    }

    /** Listens; the port is that of the channel's address. */
    Channel listen(Manner manner) throws Exception {
        SslContext context = server(manner);
        return new ServerBootstrap().group(loops)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Negotiation.answer(channel, List.of(TLS)).addListener(done -> {
                            channel.pipeline()
                                    .addLast(context.newHandler(channel.alloc()),
                                            new Ear(new CompletableFuture<>()));
                            channel.config().setAutoRead(true);
                        });
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static SslContext client(Manner manner) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient().endpointIdentificationAlgorithm(null);
        Presented presented = manner.presented();
        if (presented != null) {
            builder.keyManager(presented.key(), presented.certificates());
        }
        return built(builder, manner);
    }

    private static SslContext server(Manner manner) throws SSLException {
        Presented presented = manner.presented();
        if (presented == null) {
            throw new IllegalArgumentException("a server always has a certificate");
        }
        return built(SslContextBuilder.forServer(presented.key(), presented.certificates())
                .clientAuth(ClientAuth.REQUIRE), manner);
    }

    private static SslContext built(SslContextBuilder builder, Manner manner) throws SSLException {
        SslContext context = builder.sslProvider(SslProvider.OPENSSL)
                .protocols(manner.version())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, manner.protocols()))
                .build();
        // What is remembered of a session is native memory, for as long as the context lives.
        ((OpenSslSessionContext) context.sessionContext()).setSessionCacheEnabled(false);
        return context;
    }

    private static final class Ear extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Boolean> heard;

        Ear(CompletableFuture<Boolean> heard) {
            this.heard = heard;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            heard.complete(true);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            heard.complete(false);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            heard.complete(false);
            ctx.close();
        }
    }
}
