package dev.jlibp2p.muxer.yamux;

import io.netty.buffer.ByteBuf;

/** The 12-byte header of yamux: version, type, flags, stream id, length; big-endian. */
final class Frame {
    static final int HEADER = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    static final int NORMAL_TERMINATION = 0;
    static final int PROTOCOL_ERROR = 1;
    static final int INTERNAL_ERROR = 2;

    private Frame() {}

    /** Writes a header at the end of {@code out}. */
    static void write(ByteBuf out, int type, int flags, int id, int length) {
        out.writeLong(firstEight(type, flags, id));
        out.writeInt(length);
    }

    private static long firstEight(int type, int flags, int id) {
        return (long) type << 48 | (long) flags << 32 | Integer.toUnsignedLong(id);
    }
}
