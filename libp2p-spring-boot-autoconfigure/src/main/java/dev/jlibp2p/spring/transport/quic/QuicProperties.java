package dev.jlibp2p.spring.transport.quic;

import dev.jlibp2p.spring.property.RefusedPropertyException;
import dev.jlibp2p.transport.quic.QuicConfig;
import dev.jlibp2p.transport.quic.QuicLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The transport QUIC.
 *
 * @param enabled Whether to dial over QUIC and to listen on the default addresses, where the native library loads. An explicit
 *     listen address switches it on.
 * @param maxDatagramSize Most bytes of a UDP datagram that are sent. More is faster where every path carries them.
 * @param initialWindow Bytes a peer may send on a stream before they are read. The window grows while the stream is read fast.
 * @param maxWindow To what a window grows. This version's QUIC library has this one limit.
 * @param retryAbove New connections a second above which a peer has to show first that it receives at its address, which costs
 *     it a round trip. 0 asks every peer.
 * @param segments Datagrams handed to the kernel at once, where it can split them (GSO). 1 turns that off.
 * @param batchedReceive Whether several datagrams are taken from the kernel at once, where it can (recvmmsg).
 */
@ConfigurationProperties(QuicProperties.PREFIX)
public record QuicProperties(@DefaultValue("true") boolean enabled, @DefaultValue("1350B") DataSize maxDatagramSize,
        @DefaultValue("768KB") DataSize initialWindow, @DefaultValue("16MB") DataSize maxWindow,
        @DefaultValue("1000") int retryAbove, @DefaultValue("10") int segments,
        @DefaultValue("true") boolean batchedReceive) {

    static final String PREFIX = "libp2p.transports.quic";

    public QuicProperties {
        try {
            config(maxDatagramSize, initialWindow, retryAbove, segments, batchedReceive);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // Without its cause: the report of a failed start shows the innermost one, which names no property.
            throw new IllegalArgumentException(PREFIX + "." + e.getMessage());
        }
    }

    QuicConfig config() {
        if (maxWindow.toBytes() != QuicConfig.MAX_WINDOW) {
            throw new RefusedPropertyException(PREFIX + ".max-window", maxWindow.toString(),
                    "the windows of this version's QUIC library grow to 16MB, and it has no setting for that",
                    "Leave it out");
        }
        return config(maxDatagramSize, initialWindow, retryAbove, segments, batchedReceive);
    }

    private static QuicConfig config(DataSize datagram, DataSize window, int retryAbove, int segments,
            boolean batched) {
        return new QuicConfig(Math.toIntExact(datagram.toBytes()), Math.toIntExact(window.toBytes()), retryAbove,
                segments, batched, QuicLimits.defaults());
    }
}
