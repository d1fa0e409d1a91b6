package dev.jlibp2p.interop.peer;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.transport.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.Version;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The ceiling: the same work on bare Netty TCP, with neither security nor streams. A connection carries one transfer, or
 * requests one behind the other; {@code setups} connects and closes.
 */
public final class NettyPeer {

    /** What a server without names calls itself. */
    private static final String PEER = "netty";

    private final EventLoopGroup loops;

    private InetSocketAddress server = InetSocketAddress.createUnresolved("localhost", 0);

    private NettyPeer(EventLoopGroup loops) {
        this.loops = loops;
    }

    public static void main(String... args) throws IOException {
        try (EventLoops loops = new EventLoops(1)) {
            NettyPeer peer = new NettyPeer(loops.sockets());
            List<String> addresses = new Arguments(args).values("listen").stream().map(peer::listen).toList();
            new ControlProtocol(peer::run)
                    .serve(Map.of("peerId", PEER, "addrs", addresses, "library", "netty", "version",
                            Version.identify()
                                    .getOrDefault("netty-common", Version.identify().values().iterator().next())
                                    .artifactVersion()));
        }
    }

    private String listen(String address) {
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops)
                .channel(EventLoops.epoll() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {

                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new NettyTransferServer());
                    }
                });
        Channel channel = bootstrap.bind(Multiaddr.of(address).socketAddress().orElseThrow())
                .syncUninterruptibly()
                .channel();
        return Multiaddr.of((InetSocketAddress) channel.localAddress(), Protocol.TCP).toString();
    }

    private Map<String, ?> run(String command, JsonNode call) throws IOException, InterruptedException {
        return switch (command) {
            case "connect" -> {
                server = Multiaddr.of(call.path("addr").asString()).socketAddress().orElseThrow();
                yield Map.of("peerId", PEER);
            }
            case "disconnect" -> Map.of();
            case "perf" -> timed(done -> new NettyTransferClient(call.path("upload").asLong(0),
                    call.path("download").asLong(0), done));
            case "reqres" -> timed(done -> new NettyRequestClient(RequestResponseLoad.of(call), done));
            case "setups" -> setUps(call.path("count").asInt(1));
            case "cpu" -> ProcessFigures.cpu();
            default -> throw new IllegalArgumentException("unknown command \"" + command + "\"");
        };
    }

    private Map<String, ?> timed(Function<Promise<Void>, ChannelHandler> handler)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        Promise<Void> done = loops.next().newPromise();
        Channel channel = connect(handler.apply(done));
        done.await();
        channel.close().await();
        if (!done.isSuccess()) {
            throw new IOException(done.cause());
        }
        return Map.of("seconds", (System.nanoTime() - begun) / 1e9);
    }

    private Map<String, ?> setUps(int count) throws InterruptedException {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            connect(new ChannelInitializer<Channel>() {

                @Override
                protected void initChannel(Channel channel) {}
            }).close().await();
        }
        return Map.of("seconds", (System.nanoTime() - begun) / 1e9, "count", count);
    }

    private Channel connect(ChannelHandler handler) throws InterruptedException {
        return new Bootstrap().group(loops)
                .channel(EventLoops.epoll() ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(handler)
                .connect(server)
                .sync()
                .channel();
    }
}
