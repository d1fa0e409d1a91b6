package dev.jlibp2p.interop.peer;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.Blocking;
import dev.jlibp2p.protocol.echo.Echo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** How long it takes from the wish for a connection to the first byte of an answer on it. */
final class FirstByte {

    private FirstByte() {}

    /** With {@code stranger} set, what is known about the peer is forgotten before. Leaves the connection open. */
    static Map<String, ?> run(Host host, JsonNode call) throws IOException {
        Multiaddr address = Multiaddr.of(call.path("addr").asString());
        PeerId peer = PeerId.in(address).orElseThrow();
        if (call.path("stranger").asBoolean(false)) {
            host.peerStore().forget(peer);
        }
        Promise<Void> answered = ImmediateEventExecutor.INSTANCE.newPromise();
        long begun = System.nanoTime();
        Connection connection = host.connect(peer, List.of(address));
        double connected = (System.nanoTime() - begun) / 1e9;
        Blocking.await(host.network().openLazily(connection, stream -> {
            stream.channel().pipeline().addLast(new Answer(answered));
            stream.channel().config().setAutoRead(true);
            stream.channel().writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
        }, Echo.PROTOCOL));
        Blocking.await(answered);
        return Map.of("seconds", (System.nanoTime() - begun) / 1e9, "connected", connected, "security",
                connection.security(), "muxer", connection.muxer());
    }

    private static final class Answer extends ChannelInboundHandlerAdapter {

        private final Promise<Void> answered;

        Answer(Promise<Void> answered) {
            this.answered = answered;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ((ByteBuf) message).release();
            answered.trySuccess(null);
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            answered.tryFailure(cause);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answered.tryFailure(new IOException("the stream was closed before a byte was answered"));
        }
    }
}
