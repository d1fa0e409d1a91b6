package dev.jlibp2p.transport.quic;

/**
 * Settings of the QUIC transport.
 *
 * @param maxDatagramSize most bytes of UDP payload sent at once, from {@value #SMALLEST_DATAGRAM}; larger ones pay where every
 *     path allows them
 * @param initialWindow bytes a peer may send on a stream before it is read; a connection starts with half as much again
 * @param retryAbove new connections a second from which on a peer must show that it receives at its address first; 0 for always
 * @param segments datagrams handed to the kernel at once where it can split them (GSO), 1 for none
 * @param batchedReceive whether several datagrams are taken from the kernel at once where it can (recvmmsg)
 * @param limits what strangers may cost
 */
public record QuicConfig(int maxDatagramSize, int initialWindow, int retryAbove, int segments, boolean batchedReceive,
        QuicLimits limits) {

    /** What every path carries, and so the least a first datagram has (RFC 9000 14.1). */
    public static final int SMALLEST_DATAGRAM = 1200;

    /** To what a window grows by itself while its stream is read fast: the library's own limit. */
    public static final int MAX_WINDOW = 16 << 20;

    static final int LARGEST_DATAGRAM = 65_527;

    private static final int SMALLEST_WINDOW = 16 << 10;

    private static final int MOST_SEGMENTS = 64;

    public QuicConfig {
        require("max-datagram-size", maxDatagramSize, SMALLEST_DATAGRAM, LARGEST_DATAGRAM);
        require("initial-window", initialWindow, SMALLEST_WINDOW, MAX_WINDOW);
        require("retry-above", retryAbove, 0, Integer.MAX_VALUE);
        require("segments", segments, 1, MOST_SEGMENTS);
    }

    /** 1350-byte datagrams, windows of 768 KiB to begin with, address validation above 1,000 new connections a second. */
    public static QuicConfig defaults() {
        return new QuicConfig(1350, 768 << 10, 1000, 10, true, QuicLimits.defaults());
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
