package dev.jlibp2p.resource;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import java.util.Map;

/**
 * The root of all scopes of one node: {@code system}, below it {@code transient} for links whose peer is not proven and
 * streams whose protocol is not settled yet, then one scope for each protocol and each peer that has something charged.
 * Thread-safe.
 */
public final class ResourceManager {

    /** What a link in its handshake may have received and not handled: a message of the handshake. */
    static final long HANDSHAKE_BYTES = 16 << 10;

    private final Refusals refusals = new Refusals();

    private final Traffic transports = new Traffic();

    private final Traffic protocolTraffic = new Traffic();

    private final ResourceScope system;

    private final ResourceScope unproven;

    private final PeerScopes peers;

    private final ProtocolScopes protocols;

    private volatile ResourceLimits limits;

    public ResourceManager(ResourceLimits limits) {
        this.limits = limits;
        this.system = new ResourceScope(ScopeName.SYSTEM, () -> limits().system(), refusals, null, null);
        this.unproven = new ResourceScope(ScopeName.TRANSIENT, () -> limits().unproven(), refusals, null, null);
        this.peers = new PeerScopes(() -> limits().peer(), refusals, system);
        this.protocols = new ProtocolScopes(this::limits, refusals);
    }

    /**
     * With the default limits of a peer and a protocol.
     *
     * @param system all connections, streams and bytes together
     * @param unproven links in their handshake
     * @param connection one connection
     */
    public ResourceManager(Limits system, Limits unproven, Limits connection) {
        this(new ResourceLimits(system, unproven, Limits.PEER, connection, Limits.PROTOCOL, Map.of()));
    }

    /** Limits that suit an ordinary server; see {@link ResourceLimits#DEFAULTS}. */
    public static ResourceManager withDefaults() {
        return new ResourceManager(ResourceLimits.DEFAULTS);
    }

    /** The limits in force. */
    public ResourceLimits limits() {
        return limits;
    }

    /** Replaces the limits. What is charged beyond the new ones stays until it ends; nothing is added to it meanwhile. */
    public void limits(ResourceLimits replacement) {
        this.limits = replacement;
    }

    /**
     * Charges a new link to {@code system} and, until {@link ResourceScope#proven}, to {@code transient}.
     *
     * @throws ResourceLimitException if either is full; nothing is charged then
     */
    public ResourceScope openConnection(boolean inbound) throws ResourceLimitException {
        Admission admission = new Admission(this, inbound);
        admission.begin();
        return new ResourceScope(ScopeName.CONNECTION, () -> limits().connection(), refusals, system, admission);
    }

    /** Everything. */
    public ResourceScope system() {
        return system;
    }

    /** Links in their handshake and streams whose protocol is not settled; those streams are not charged by their muxer. */
    public ResourceScope unproven() {
        return unproven;
    }

    /** What the streams of one protocol hold, once it is settled. Protocols beyond a bound share one scope. */
    public ResourceScope protocol(ProtocolId protocol) {
        return protocols.of(protocol);
    }

    /** The scopes of all protocols that had a stream. */
    public Map<String, ResourceScope> protocolScopes() {
        return protocols.all();
    }

    /** The scopes of all peers that have a connection now. */
    public Map<PeerId, ResourceScope> peerScopes() {
        return peers.all();
    }

    /** How often something was refused, by any part of the node. */
    public Refusals refusals() {
        return refusals;
    }

    /** Bytes on the wire by transport, encryption and framing included. */
    public Traffic transports() {
        return transports;
    }

    /** Bytes of streams by protocol, once it is settled; without framing. */
    public Traffic protocols() {
        return protocolTraffic;
    }

    PeerScopes peers() {
        return peers;
    }
}
