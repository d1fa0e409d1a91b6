package dev.jlibp2p.fuzz;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.mplex.MplexConfig;
import dev.jlibp2p.muxer.mplex.MplexMuxer;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.List;

/** A whole mplex session; the first byte of the input says how our side behaves and how the rest is cut. */
public final class MplexFuzz {
    private static final MplexMuxer MUXER = new MplexMuxer(new MplexConfig(8, 2 << 20));
    private static final int MOST_STREAMS = 8 + 1;

    private MplexFuzz() {}

    static List<byte[]> seeds() {
        return List.of(
                // Two streams, data, the end of one and the reset of the other.
                seed("ff 0800 1000 0a04 01020304 0c00 1600"),
                // Data in the stream we opened, its end, and a name nobody asked for.
                seed("83 0103 010203 0300 08 03 616263"),
                // A number of many bytes, and data before the stream is open.
                seed("06 f8ffffffffffffff7f 00 0a01 01"),
                // A message of 1 MiB announced.
                seed("f7 0800 0a808040 00"));
    }

    public static void fuzzerTestOneInput(byte[] input) throws ResourceLimitException {
        if (input.length == 0) {
            return;
        }
        ChannelHandler ours = new StreamApplication((input[0] & 2) != 0, (input[0] & 4) != 0);
        ResourceManager resources = ResourceManager.withDefaults();
        ResourceScope scope = resources.openConnection(true);
        EmbeddedChannel channel = new EmbeddedChannel();
        MuxerSession session = MUXER.start(channel, Role.RESPONDER, scope);
        session.accept(stream -> stream.pipeline().addLast(ours));
        if ((input[0] & 1) != 0) {
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

    private static byte[] seed(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
