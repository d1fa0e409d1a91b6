package dev.jlibp2p.fuzz;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.HexFormat;
import java.util.List;

/** A peer's bytes after the handshake: the first byte chooses who we are, the rest goes to a session whose handlers echo. */
public final class YamuxFuzz {
    private static final YamuxMuxer MUXER = new YamuxMuxer(YamuxConfig.defaults());

    private YamuxFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws ResourceLimitException {
        if (input.length == 0) {
            return;
        }
        ResourceScope scope = ResourceManager.withDefaults().openConnection(true);
        EmbeddedChannel channel = new EmbeddedChannel();
        MuxerSession session = MUXER.start(channel, (input[0] & 1) == 0 ? Role.RESPONDER : Role.INITIATOR, scope);
        session.accept(stream -> stream.pipeline().addLast(new Echo((input[0] & 2) == 0)));
        session.open(new Echo(true));
        int piece = 1 + (input[0] & 0xFC);
        for (int from = 1; from < input.length && channel.isOpen(); from += piece) {
            channel.writeInbound(Unpooled.copiedBuffer(input, from, Math.min(piece, input.length - from)));
            channel.runPendingTasks();
        }
        session.close();
        channel.finishAndReleaseAll();
        if (scope.memory() != 0 || scope.streams() != 0 || !session.closed().isSuccess()) {
            throw new IllegalStateException(
                    "left behind: " + scope.memory() + " bytes, " + scope.streams() + " streams");
        }
    }

    static List<byte[]> seeds() {
        HexFormat hex = HexFormat.of();
        String open = "000100010000000100000000";
        String data = "000000000000000100000003" + "616263";
        String end = "000000040000000100000000";
        String ping = "000200010000000000000007";
        String reset = "000100080000000100000007";
        String credit = "000100000000000100010000";
        String goAway = "000300000000000000000000";
        String answered = "000100020000000100000000";
        return List.of(hex.parseHex("00" + open + data + end), hex.parseHex("fc" + ping + open + credit + data + reset),
                hex.parseHex("10" + open + goAway + data + end), hex.parseHex("01" + answered + data + end));
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        private final boolean reads;

        Echo(boolean reads) {
            this.reads = reads;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.channel().config().setAutoRead(reads);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.writeAndFlush(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
            ReferenceCountUtil.release(event);
        }
    }
}
