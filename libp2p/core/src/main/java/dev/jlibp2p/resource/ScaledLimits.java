package dev.jlibp2p.resource;

import java.util.Map;

/** Limits for a capacity: every number is a part of what there is, between a least and a most that make sense. */
final class ScaledLimits {

    private static final long MIB = 1L << 20;

    /** What an idle connection keeps, encryption and muxer included. */
    private static final long BYTES_PER_CONNECTION = 32 << 10;

    /** What a stream with a thread of its own keeps, on the heap and beside it. */
    private static final long BYTES_PER_STREAM = 16 << 10;

    /** A handshake takes about a millisecond of a processor. */
    private static final int HANDSHAKES_PER_PROCESSOR = 256;

    /** So many peers, each with all the streams one may have, fill a small node. */
    private static final int PEERS_OF_STREAMS = 16;

    private static final long CONNECTION_MEMORY = 64 * MIB;

    private final Capacity capacity;

    ScaledLimits(Capacity capacity) {
        this.capacity = capacity;
    }

    ResourceLimits limits() {
        Limits system = system();
        Limits peer = peer(system);
        return new ResourceLimits(system, unproven(system), peer, connection(peer), protocol(system), Map.of(),
                AcceptLimits.DEFAULTS);
    }

    private Limits system() {
        int byMemory = atMost(capacity.memory() / BYTES_PER_CONNECTION, 262_144);
        int inbound = Math.min(byMemory, capacity.fileDescriptors() / 3 * 2);
        int outbound = Math.min(byMemory, capacity.fileDescriptors() / 3);
        int streams = Math.max(2_048, atMost(capacity.memory() / BYTES_PER_STREAM, 1_048_576));
        return new Limits(Math.max(8, inbound), Math.max(8, outbound), streams, streams, capacity.memory());
    }

    /** Enough for a burst of arrivals; the oldest gives way to the newest anyway. */
    private Limits unproven(Limits system) {
        int most = capacity.processors() * HANDSHAKES_PER_PROCESSOR;
        int inbound = Math.clamp(system.connectionsInbound() / 8, Math.min(32, system.connectionsInbound()), most);
        int outbound = Math.clamp(system.connectionsOutbound() / 2, 8, most);
        return new Limits(inbound, outbound, system.streamsInbound() / 2, system.streamsOutbound() / 2,
                Math.max(system.memory() / 8, (inbound + outbound) * ResourceManager.HANDSHAKE_BYTES));
    }

    /**
     * As many streams as one connection has by default: several connections bring no more threads than one. On a small node it
     * takes eight peers to use up what there is for streams without a protocol.
     */
    private static Limits peer(Limits system) {
        return new Limits(Limits.PEER.connectionsInbound(), Limits.PEER.connectionsOutbound(),
                Math.min(Limits.PEER.streamsInbound(), system.streamsInbound() / PEERS_OF_STREAMS),
                Math.min(Limits.PEER.streamsOutbound(), system.streamsOutbound() / PEERS_OF_STREAMS),
                Math.min(system.memory() / 2, CONNECTION_MEMORY + system.memory() / 8));
    }

    private static Limits connection(Limits peer) {
        return new Limits(0, 0, peer.streamsInbound(), peer.streamsOutbound(),
                Math.min(CONNECTION_MEMORY, peer.memory()));
    }

    /** One protocol leaves room for the others. */
    private static Limits protocol(Limits system) {
        return new Limits(0, 0, system.streamsInbound() / 2, system.streamsOutbound() / 2, system.memory() / 2);
    }

    private static int atMost(long value, int most) {
        return (int) Math.min(value, most);
    }
}
