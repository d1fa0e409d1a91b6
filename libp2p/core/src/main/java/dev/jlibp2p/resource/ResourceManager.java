package dev.jlibp2p.resource;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The root of all scopes of one node: {@code system}, below it {@code transient} for links whose peer is not proven and
 * streams whose protocol is not settled yet, then one scope for each protocol and each peer that has something charged.
 * Thread-safe.
 */
public final class ResourceManager {

    /** Links of one address that pass on account of it before their peer is proven; as many as go dials a peer with at once. */
    static final int LENT_AT_ONCE = 8;

    /** What a link in its handshake may have received and not handled: a message of the handshake. */
    static final long HANDSHAKE_BYTES = 16 << 10;

    private final Refusals refusals;

    private final Traffic transports = new Traffic();

    private final Traffic protocolTraffic = new Traffic();

    private final ResourceScope system;

    private final ResourceScope unproven;

    private final PeerScopes peers;

    private final ProtocolScopes protocols;

    private final HandshakeQueue handshakes = new HandshakeQueue();

    private final AcceptRates rates;

    private final SubnetConnections subnets = new SubnetConnections(() -> limits().accept());

    private final BoundedCounts<InetAddress> lent = new BoundedCounts<>();

    private volatile ResourceLimits limits;

    private volatile Favoured favoured = Favoured.NOBODY;

    public ResourceManager(ResourceLimits limits) {
        this(limits, Ticker.systemTicker());
    }

    ResourceManager(ResourceLimits limits, Ticker ticker) {
        this.limits = limits;
        this.refusals = new Refusals(ticker);
        this.rates = new AcceptRates(() -> limits().accept(), ticker);
        this.system = new ResourceScope(ScopeName.SYSTEM, () -> limits().system(), refusals, null, null);
        this.unproven = new ResourceScope(ScopeName.TRANSIENT, () -> limits().unproven(), refusals, null, null);
        this.peers = new PeerScopes(() -> limits().peer(), refusals, system, this::isFavoured);
        this.protocols = new ProtocolScopes(this::limits, refusals);
    }

    /**
     * With the default limits of a peer and a protocol, and as many links from one address as like.
     *
     * @param system all connections, streams and bytes together
     * @param unproven links in their handshake
     * @param connection one connection
     */
    public ResourceManager(Limits system, Limits unproven, Limits connection) {
        this(new ResourceLimits(system, unproven, Limits.PEER, connection, Limits.PROTOCOL, Map.of(),
                AcceptLimits.UNLIMITED));
    }

    /** Limits that suit this process. */
    public static ResourceManager withDefaults() {
        return new ResourceManager(ResourceLimits.scaledTo(Capacity.ofThisProcess()));
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
     * Whom limits do not keep out: links of these peers are charged and never refused once their peer is proven, and what memory
     * others have left is all for them. Until then that favour is lent to links accepted from these addresses,
     * {@value #LENT_AT_ONCE} at a time from each; who then proves to be somebody else is charged as everybody is, or refused.
     * Replaces what was said before.
     */
    public void favour(Predicate<? super InetAddress> addresses, Predicate<? super PeerId> peers) {
        this.favoured = new Favoured(addresses, peers);
    }

    /**
     * Charges a new link to {@code system} and, until {@link ResourceScope#proven}, to {@code transient}. One from nowhere in
     * particular, which is never given up for a newer one.
     *
     * @throws ResourceLimitException if either is full; nothing is charged then
     */
    public ResourceScope openConnection(boolean inbound) throws ResourceLimitException {
        return open(new Admission(this, inbound, null, null));
    }

    /**
     * Same for a link accepted from an address. Where too many links are in their handshake, the oldest gives way to this one.
     *
     * @param from where it comes from, or {@code null} if that is no address
     * @param givenUp called at most once, on any thread, when this link is the oldest: it has to be closed
     * @throws ResourceLimitException also if too many come from there, or too fast
     */
    public ResourceScope accept(@Nullable InetAddress from, Consumer<? super ResourceLimitException> givenUp)
            throws ResourceLimitException {
        return open(new Admission(this, true, from, givenUp));
    }

    private ResourceScope open(Admission admission) throws ResourceLimitException {
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

    boolean isFavoured(PeerId peer) {
        return favoured.peers().test(peer);
    }

    /** Whether a link from there passes until its peer is proven; the favour is to be given back then. */
    boolean lendFavour(InetAddress from) {
        return favoured.addresses().test(from) && lent.add(from, LENT_AT_ONCE);
    }

    void giveBackFavour(InetAddress from) {
        lent.remove(from);
    }

    HandshakeQueue handshakes() {
        return handshakes;
    }

    AcceptRates rates() {
        return rates;
    }

    SubnetConnections subnets() {
        return subnets;
    }

    PeerScopes peers() {
        return peers;
    }
}
