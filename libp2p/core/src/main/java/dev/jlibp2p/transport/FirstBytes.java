package dev.jlibp2p.transport;

import io.netty.buffer.ByteBuf;

/** How a peer that dials begins, which is how transports that share a TCP port are told apart. No two begin alike. */
public enum FirstBytes {

    /** The header of multistream-select, which is a line of 19 bytes. */
    MULTISTREAM(0x13, '/', 'm'),

    /** The method of an HTTP request that asks for a WebSocket. */
    HTTP('G', 'E', 'T'),

    /** A TLS record that carries a handshake; all versions begin with a 3. */
    TLS(0x16, 0x03);

    private final int[] prefix;

    FirstBytes(int... prefix) {
        this.prefix = prefix;
    }

    /** What bytes say so far. */
    enum Match {
        NO,
        SO_FAR,
        YES
    }

    /** Looks at what has come, and takes nothing of it. */
    Match match(ByteBuf received) {
        int known = Math.min(received.readableBytes(), prefix.length);
        for (int i = 0; i < known; i++) {
            if (received.getUnsignedByte(received.readerIndex() + i) != prefix[i]) {
                return Match.NO;
            }
        }
        return known == prefix.length ? Match.YES : Match.SO_FAR;
    }
}
