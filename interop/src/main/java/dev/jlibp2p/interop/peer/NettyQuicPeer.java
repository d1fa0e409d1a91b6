package dev.jlibp2p.interop.peer;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.security.tls.TlsCertificate;
import dev.jlibp2p.transport.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.FlushStrategy;
import io.netty.handler.codec.quic.InsecureQuicTokenHandler;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.ImmediateExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The ceiling of QUIC: transfers on bare Netty, nobody proven, one stream for each on one connection. Linux only. */
public final class NettyQuicPeer {

    private static final String PEER = "netty-quic";

    private static final int DATAGRAM = 1452;

    private static final int SEGMENTS = 10;

    private static final int RECEIVE_BUFFER = 64 << 10;

    private static final int SOCKET_BUFFER = 2 << 20;

    private static final int WINDOW = 768 << 10;

    private static final SegmentedDatagramPacketAllocator ALLOCATOR = EpollQuicUtils.newSegmentedAllocator(SEGMENTS);

    private final EventLoopGroup loops;

    private @Nullable QuicChannel connection;

    private NettyQuicPeer(EventLoopGroup loops) {
        this.loops = loops;
    }

    public static void main(String... args) throws IOException, InterruptedException {
        try (EventLoops loops = new EventLoops(1)) {
            NettyQuicPeer peer = new NettyQuicPeer(loops.sockets());
            String address = peer.listen();
            new ControlProtocol(peer::run).serve(Map.of("peerId", PEER, "addrs", List.of(address), "library",
                    "netty-quic", "version",
                    String.valueOf(QuicChannel.class.getPackage().getImplementationVersion())));
        }
    }

    private String listen() throws InterruptedException {
        SecureRandom random = new SecureRandom();
        TlsCertificate own = TlsCertificate.generate(Identity.generate(KeyType.ED25519, random), random, Instant.now());
        var tls = QuicSslContextBuilder.forServer(own.privateKey(), null, own.certificate())
                .applicationProtocols("bench")
                .build();
        Channel port = bind(common(new QuicServerCodecBuilder()).sslContext(tls)
                .tokenHandler(InsecureQuicTokenHandler.INSTANCE)
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, ALLOCATOR)
                .handler(new Nothing())
                .streamHandler(new ChannelInitializer<Channel>() {

                    @Override
                    protected void initChannel(Channel stream) {
                        stream.pipeline().addLast(new NettyTransferServer());
                    }
                })
                .build());
        return Multiaddr.of((InetSocketAddress) port.localAddress(), Protocol.UDP).toString();
    }

    private Channel bind(ChannelHandler codec) throws InterruptedException {
        return new Bootstrap().group(loops)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, DATAGRAM)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BUFFER))
                .handler(codec)
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private static <B extends QuicCodecBuilder<B>> B common(QuicCodecBuilder<B> codec) {
        return codec.sslTaskExecutor(ImmediateExecutor.INSTANCE)
                .flushStrategy(FlushStrategy.afterNumBytes(256 << 10))
                .maxIdleTimeout(10, TimeUnit.MINUTES)
                .maxSendUdpPayloadSize(DATAGRAM)
                .maxRecvUdpPayloadSize(65_527)
                .initialMaxData(WINDOW + WINDOW / 2)
                .initialMaxStreamDataBidirectionalLocal(WINDOW)
                .initialMaxStreamDataBidirectionalRemote(WINDOW)
                .initialMaxStreamsBidirectional(256);
    }

    private Map<String, ?> run(String command, JsonNode call) throws IOException, InterruptedException {
        return switch (command) {
            case "connect" -> connect(Multiaddr.of(call.path("addr").asString()).socketAddress().orElseThrow());
            case "disconnect" -> disconnect();
            case "perf" -> transfer(call.path("upload").asLong(0), call.path("download").asLong(0));
            case "cpu" -> ProcessFigures.cpu();
            default -> throw new IllegalArgumentException("unknown command \"" + command + "\"");
        };
    }

    private Map<String, ?> connect(InetSocketAddress server) throws IOException, InterruptedException {
        var tls = QuicSslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .applicationProtocols("bench")
                .build();
        Channel port = bind(common(new QuicClientCodecBuilder()).sslContext(tls).build());
        try {
            connection = QuicChannel.newBootstrap(port)
                    .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, ALLOCATOR)
                    .streamHandler(new Nothing())
                    .remoteAddress(server)
                    .connect()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return Map.of("peerId", PEER);
    }

    private Map<String, ?> disconnect() throws InterruptedException {
        QuicChannel open = connection;
        if (open != null) {
            open.close().await();
            open.parent().close().await();
        }
        return Map.of();
    }

    private Map<String, ?> transfer(long upload, long download) throws IOException, InterruptedException {
        QuicChannel open = connection;
        if (open == null) {
            throw new IOException("no connection");
        }
        long begun = System.nanoTime();
        Promise<Void> done = loops.next().newPromise();
        Channel stream = open
                .createStream(QuicStreamType.BIDIRECTIONAL, new NettyTransferClient(upload, download, done))
                .sync()
                .getNow();
        done.await();
        stream.close();
        if (!done.isSuccess()) {
            throw new IOException(done.cause());
        }
        return Map.of("seconds", (System.nanoTime() - begun) / 1e9);
    }

    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {

        @Override
        public boolean isSharable() {
            return true;
        }
    }
}
