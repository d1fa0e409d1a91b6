package dev.jlibp2p.resource;

import dev.jlibp2p.identity.ProtocolId;
import java.util.Map;

/**
 * All limits of one node; {@link ResourceManager#limits(ResourceLimits)} replaces them while it runs.
 *
 * @param system the whole node
 * @param unproven links in their handshake, and streams whose protocol is not settled; the scope {@code transient}
 * @param peer all connections of one peer together
 * @param connection one connection
 * @param protocol the streams of one protocol that {@code protocols} does not name
 * @param protocols the streams of protocols that differ
 * @param accept where links come from and how fast
 */
public record ResourceLimits(Limits system, Limits unproven, Limits peer, Limits connection, Limits protocol,
        Map<ProtocolId, Limits> protocols, AcceptLimits accept) {

    /** Refuses nothing. */
    public static final ResourceLimits UNLIMITED = new ResourceLimits(Limits.UNLIMITED, Limits.UNLIMITED,
            Limits.UNLIMITED, Limits.UNLIMITED, Limits.UNLIMITED, Map.of(), AcceptLimits.UNLIMITED);

    public ResourceLimits {
        protocols = Map.copyOf(protocols);
    }

    /** Limits that suit a process with this capacity. */
    public static ResourceLimits scaledTo(Capacity capacity) {
        return new ScaledLimits(capacity).limits();
    }

    /** What the streams of {@code protocol} may hold. */
    Limits of(ProtocolId protocol) {
        return protocols.getOrDefault(protocol, this.protocol);
    }
}
