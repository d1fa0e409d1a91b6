package dev.jlibp2p.fuzz;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/** A whole yamux session; the first byte of the input says how our side behaves and how the rest is cut. */
public final class YamuxFuzz {
    private static final int DATA = 0;
    private static final int WINDOW = 1;
    private static final int PING = 2;
    private static final int GO_AWAY = 3;
    private static final int SYN = 1;
    private static final int FIN = 4;
    private static final int RST = 8;

    private static final YamuxMuxer MUXER = new YamuxMuxer(
            new YamuxConfig(256 << 10, 1 << 20, 8, 4, Duration.ofSeconds(30)));
    private static final int MOST_STREAMS = 8 + 1;

    private YamuxFuzz() {}

    static List<byte[]> seeds() {
        return List.of(
                session(0xff, frame(WINDOW, SYN, 1, 0), frame(DATA, 0, 1, 4), new byte[4], frame(DATA, FIN, 1, 0)),
                session(0x84, frame(DATA, SYN, 1, 2), new byte[2], frame(PING, SYN, 0, 7), frame(WINDOW, RST, 1, 0)),
                session(0x09, frame(WINDOW, 2, 1, 4096), frame(DATA, 0, 1, 3), new byte[3], frame(GO_AWAY, 0, 0, 0)),
                session(0xf6, frame(WINDOW, SYN, 1, 0), frame(WINDOW, SYN, 3, 0), frame(WINDOW, 0, 3, 1 << 20)));
    }

    public static void fuzzerTestOneInput(byte[] input) throws ResourceLimitException {
        if (input.length == 0) {
            return;
        }
        boolean initiator = (input[0] & 1) != 0;
        ChannelHandler ours = new StreamApplication((input[0] & 2) != 0, (input[0] & 4) != 0);
        ResourceManager resources = ResourceManager.withDefaults();
        ResourceScope scope = resources.openConnection(!initiator);
        EmbeddedChannel channel = new EmbeddedChannel();
        MuxerSession session = MUXER.start(channel, initiator ? Role.INITIATOR : Role.RESPONDER, scope);
        session.accept(stream -> stream.pipeline().addLast(ours));
        if (initiator) {
            session.open(ours);
        }

        new HostileChannel(channel, 1 + ((input[0] & 0xff) >>> 3) * 7)
                .whileOpen(() -> Fuzz.require(session.streams() <= MOST_STREAMS,
                        "a peer opens no more streams than it may"))
                .play(input, 1);

        Fuzz.require(session.closed().isDone() && session.streams() == 0, "an ended session holds no stream");
        Fuzz.require(scope.memory() == 0 && scope.streams() == 0,
                "an ended session has given back what it was charged");
    }

    private static byte[] frame(int type, int flags, int stream, int length) {
        return ByteBuffer.allocate(12)
                .put((byte) 0)
                .put((byte) type)
                .putShort((short) flags)
                .putInt(stream)
                .putInt(length)
                .array();
    }

    private static byte[] session(int behaviour, byte[]... parts) {
        ByteBuffer bytes = ByteBuffer.allocate(256).put((byte) behaviour);
        for (byte[] part : parts) {
            bytes.put(part);
        }
        byte[] session = new byte[bytes.position()];
        bytes.flip().get(session);
        return session;
    }
}
