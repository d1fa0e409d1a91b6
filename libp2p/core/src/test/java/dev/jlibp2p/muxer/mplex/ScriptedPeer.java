package dev.jlibp2p.muxer.mplex;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Varint;
import dev.jlibp2p.muxer.ScriptedChannel;
import dev.jlibp2p.muxer.mplex.ScriptedPeer.Sent;
import dev.jlibp2p.resource.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** One session of ours, and message by message whatever a peer may say to it, in flags as they stand on the wire. */
final class ScriptedPeer extends ScriptedChannel<ScriptedPeer, Sent> {
    static final int NEW = 0;
    /** Of a stream that we opened. */
    static final int MESSAGE_RECEIVER = 1;
    /** Of a stream that the peer opened. */
    static final int MESSAGE_INITIATOR = 2;
    static final int CLOSE_RECEIVER = 3;
    static final int CLOSE_INITIATOR = 4;
    static final int RESET_RECEIVER = 5;
    static final int RESET_INITIATOR = 6;

    private final MplexSession mplex;

    ScriptedPeer() {
        this(MplexConfig.defaults(), Limits.CONNECTION);
    }

    ScriptedPeer(MplexConfig config, Limits limits) {
        super(limits);
        mplex = new MplexSession(channel(), config, scope());
        begin(mplex.streams());
    }

    /** What we sent. */
    record Sent(int flag, long id, int length) {}

    List<MplexStreamChannel> streams() {
        return mplex.streams().all();
    }

    ScriptedPeer open(long id) {
        return send(NEW, id, 0);
    }

    /** A message with all of its content, {@code length} zeros. */
    ScriptedPeer send(int flag, long id, int length) {
        return send(frame(flag, id, length).writeZero(length));
    }

    /** A head that announces {@code length} bytes. */
    static ByteBuf frame(int flag, long id, long length) {
        ByteBuf frame = Unpooled.buffer();
        Varint.write(id << 3 | flag, frame);
        Varint.write(length, frame);
        return frame;
    }

    @Override
    protected ScriptedPeer self() {
        return this;
    }

    @Override
    protected Sent parse(ByteBuf bytes) {
        try {
            long head = Varint.read(bytes);
            int length = (int) Varint.read(bytes);
            bytes.skipBytes(length);
            return new Sent((int) (head & 7), head >>> 3, length);
        } catch (InvalidDataException e) {
            throw new AssertionError(e);
        }
    }
}
