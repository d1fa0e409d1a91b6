package dev.jlibp2p.transport;

import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes "links" of bare channels that believe any peer: enough to see what a transport does. */
final class RawUpgrader implements Upgrader {

    private enum Mood {
        FINISH,
        STALL,
        FAIL
    }

    private final Identity identity = Identity.generate(KeyType.ED25519, new SecureRandom());

    private final PeerId peer;

    private final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();

    private volatile Mood mood = Mood.FINISH;

    RawUpgrader(PeerId peer) {
        this.peer = peer;
    }

    /** From now on upgrades never end by themselves. */
    void stall() {
        mood = Mood.STALL;
    }

    /** From now on upgrades throw. */
    void fail() {
        mood = Mood.FAIL;
    }

    /** Every channel given to this upgrader. */
    BlockingQueue<Channel> channels() {
        return channels;
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
        channels.add(channel);
        if (mood == Mood.FAIL) {
            throw new IllegalStateException("on purpose");
        }
        Promise<SecuredMuxer> link = channel.eventLoop().newPromise();
        if (mood == Mood.FINISH) {
            RawSession session = new RawSession(channel);
            channel.pipeline().addLast(session);
            channel.config().setAutoRead(true);
            link.setSuccess(new SecuredMuxer(peer, identity.publicKey(), "none", "none", route, session, scope()));
        }
        return link;
    }

    @Override
    public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer,
            SecurityUpgrade security, StreamMuxer muxer) {
        channels.add(channel);
        if (mood == Mood.FAIL) {
            throw new IllegalStateException("on purpose");
        }
        Promise<SecuredMuxer> link = channel.eventLoop().newPromise();
        if (mood == Mood.FINISH) {
            security.secure(channel, new SecurityContext(route.role(), expectedPeer, List.of(), new byte[0]))
                    .addListener((Future<SecuredChannel> done) -> {
                        if (done.isSuccess()) {
                            RawStreams session = new RawStreams(muxer.start(channel, route.role(), scope()));
                            link.setSuccess(new SecuredMuxer(done.getNow().peer(), done.getNow().publicKey(),
                                    security.protocol().toString(), muxer.protocol().toString(), route, session,
                                    scope()));
                        } else {
                            link.setFailure(done.cause());
                        }
                    });
        }
        return link;
    }

    @Override
    public ChannelHandler traffic(String transport) {
        return new ChannelInboundHandlerAdapter();
    }

    static void send(SecuredMuxer link, String text) {
        ((RawBytes) link.session()).send(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    static String receive(SecuredMuxer link, int length) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            String part = ((RawBytes) link.session()).received().poll(5, TimeUnit.SECONDS);
            if (part == null) {
                break;
            }
            text.append(part);
        }
        return text.toString();
    }

    private static ResourceScope scope() {
        try {
            return ResourceManager.withDefaults().openConnection(true);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface RawBytes {

        void send(ByteBuf bytes);

        BlockingQueue<String> received();
    }

    /** All streams of the transport as one. */
    private static final class RawStreams implements MuxerSession, RawBytes {

        private final MuxerSession streams;

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        RawStreams(MuxerSession streams) {
            this.streams = streams;
            streams.accept(stream -> stream.pipeline().addLast(receiver()));
        }

        @Override
        public void send(ByteBuf bytes) {
            streams.open(receiver()).addListener((Future<DuplexChannel> opened) -> {
                opened.getNow().writeAndFlush(bytes);
                opened.getNow().shutdownOutput();
            });
        }

        @Override
        public BlockingQueue<String> received() {
            return received;
        }

        @Override
        public void accept(Consumer<? super DuplexChannel> onStream) {
            streams.accept(onStream);
        }

        @Override
        public Future<DuplexChannel> open(ChannelHandler handler) {
            return streams.open(handler);
        }

        @Override
        public void reset(DuplexChannel stream, long code) {
            streams.reset(stream, code);
        }

        @Override
        public int streams() {
            return streams.streams();
        }

        @Override
        public boolean isClosing() {
            return streams.isClosing();
        }

        @Override
        public EventLoop eventLoop() {
            return streams.eventLoop();
        }

        @Override
        public Future<Void> drain() {
            return streams.drain();
        }

        @Override
        public Future<Void> close() {
            return streams.close();
        }

        @Override
        public Future<Void> closed() {
            return streams.closed();
        }

        @Override
        public String closeReason() {
            return streams.closeReason();
        }

        @Override
        public CloseCause closeCause() {
            return streams.closeCause();
        }

        private ChannelHandler receiver() {
            return new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext ctx) {
                    ctx.channel().config().setAutoRead(true);
                }

                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ByteBuf bytes = (ByteBuf) message;
                    received.add(bytes.toString(StandardCharsets.US_ASCII));
                    bytes.release();
                }

                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    ctx.close();
                }
            };
        }
    }

    /** No muxer at all: the channel itself. */
    private static final class RawSession extends ChannelInboundHandlerAdapter implements MuxerSession, RawBytes {

        private final Channel channel;

        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        RawSession(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void send(ByteBuf bytes) {
            channel.writeAndFlush(bytes);
        }

        @Override
        public BlockingQueue<String> received() {
            return received;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            received.add(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }

        @Override
        public void accept(Consumer<? super DuplexChannel> onStream) {
            throw new UnsupportedOperationException("no streams here");
        }

        @Override
        public Future<DuplexChannel> open(ChannelHandler handler) {
            throw new UnsupportedOperationException("no streams here");
        }

        @Override
        public void reset(DuplexChannel stream, long code) {
            throw new UnsupportedOperationException("no streams here");
        }

        @Override
        public int streams() {
            return 0;
        }

        @Override
        public boolean isClosing() {
            return !channel.isOpen();
        }

        @Override
        public EventLoop eventLoop() {
            return channel.eventLoop();
        }

        @Override
        public Future<Void> drain() {
            return channel.eventLoop().newSucceededFuture(null);
        }

        @Override
        public Future<Void> close() {
            return channel.close();
        }

        @Override
        public Future<Void> closed() {
            return channel.closeFuture();
        }

        @Override
        public String closeReason() {
            return "closed";
        }

        @Override
        public CloseCause closeCause() {
            return CloseCause.CLOSED;
        }
    }
}
