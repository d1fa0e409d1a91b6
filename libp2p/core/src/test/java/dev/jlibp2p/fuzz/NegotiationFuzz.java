package dev.jlibp2p.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.negotiation.Negotiation;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Multistream-select, from both ends and lazily; the first byte of the input says which, and how the rest is cut. */
public final class NegotiationFuzz {
    private static final ProtocolId PING = ProtocolId.of("/ipfs/ping/1.0.0");
    private static final ProtocolId ECHO = ProtocolId.of("/echo/1.0.0");

    private NegotiationFuzz() {}

    static List<byte[]> seeds() {
        return List.of(seed(0x80, "/multistream/1.0.0", "/ipfs/ping/1.0.0"),
                seed(0x81, "/multistream/1.0.0", "na", "/echo/1.0.0"),
                seed(0x02, "/multistream/1.0.0", "/ipfs/ping/1.0.0"),
                seed(0x04, "/multistream/1.0.0", "ls", "/no/1", "/echo/1.0.0"));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAutoRead(false);
        switch (input[0] & 3) {
            case 0 -> Negotiation.answer(channel, List.of(PING, ECHO));
            case 1 -> Negotiation.propose(channel, List.of(PING, ECHO));
            default -> Negotiation.proposeLazily(channel, PING);
        }
        channel.config().setAutoRead(true);
        new HostileChannel(channel, 1 + ((input[0] & 0xff) >>> 2)).play(input, 1);
    }

    private static byte[] seed(int mode, String... lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(mode);
        for (String line : lines) {
            bytes.write(line.length() + 1);
            bytes.writeBytes((line + "\n").getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
