package dev.jlibp2p.muxer.yamux;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.ScriptedChannel;
import dev.jlibp2p.muxer.yamux.ScriptedPeer.Sent;
import dev.jlibp2p.resource.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;

/** One session of ours, and frame by frame whatever a peer may say to it. We are the responder unless said otherwise. */
final class ScriptedPeer extends ScriptedChannel<ScriptedPeer, Sent> {
    /** Short, but no ping comes by itself, so that what is sent is what the script provoked. */
    static final YamuxConfig QUIET = new YamuxConfig(YamuxConfig.SPECIFIED_WINDOW, 16 << 20, 1024, 256, Duration.ZERO);

    private final YamuxSession yamux;

    ScriptedPeer() {
        this(QUIET, Role.RESPONDER);
    }

    ScriptedPeer(YamuxConfig config, Role role) {
        this(config, role, Limits.CONNECTION);
    }

    ScriptedPeer(YamuxConfig config, Role role, Limits limits) {
        super(limits);
        yamux = new YamuxSession(channel(), role == Role.INITIATOR, config, scope());
        begin(yamux.streams());
    }

    /** What we sent. */
    record Sent(int type, int flags, int id, long length, String payload) {
        Sent(int type, int flags, int id, long length) {
            this(type, flags, id, length, "");
        }
    }

    YamuxSession yamux() {
        return yamux;
    }

    ScriptedPeer send(int type, int flags, long id, long length) {
        return send(frame(type, flags, id, length, 0));
    }

    /** A data frame with all of its payload. */
    ScriptedPeer data(int flags, long id, int length) {
        return send(frame(Frame.DATA, flags, id, length, length));
    }

    ScriptedPeer open(long id) {
        return send(Frame.WINDOW_UPDATE, Frame.SYN, id, 0);
    }

    static ByteBuf frame(int type, int flags, long id, long length, int payload) {
        ByteBuf frame = Unpooled.buffer(Frame.HEADER + payload);
        Frame.write(frame, type, flags, (int) id, (int) length);
        return frame.writeZero(payload);
    }

    @Override
    protected ScriptedPeer self() {
        return this;
    }

    @Override
    protected Sent parse(ByteBuf bytes) {
        bytes.skipBytes(1);
        int type = bytes.readByte();
        int flags = bytes.readShort();
        int id = bytes.readInt();
        long length = bytes.readUnsignedInt();
        int payload = type == Frame.DATA ? (int) length : 0;
        return new Sent(type, flags, id, length, ByteBufUtil.hexDump(bytes.readSlice(payload)));
    }
}
