package dev.jlibp2p.resource;

/**
 * The root of all scopes of one node: {@code system}, below it {@code transient} for links whose peer is not proven yet.
 * Thread-safe.
 */
public final class ResourceManager {

    private final Limits connection;

    private final ResourceScope system;

    private final ResourceScope unproven;

    private final Refusals refusals = new Refusals();

    private final Traffic transports = new Traffic();

    private final Traffic protocols = new Traffic();

    /**
     * @param system all connections, streams and bytes together
     * @param unproven links in their handshake
     * @param connection one connection
     */
    public ResourceManager(Limits system, Limits unproven, Limits connection) {
        this.system = new ResourceScope("system", system, refusals);
        this.unproven = new ResourceScope("transient", unproven, refusals);
        this.connection = connection;
    }

    /** Limits that suit an ordinary server; see {@link Limits}. */
    public static ResourceManager withDefaults() {
        return new ResourceManager(Limits.SYSTEM, Limits.TRANSIENT, Limits.CONNECTION);
    }

    /**
     * Charges a new link to {@code system} and, until {@link ResourceScope#proven()}, to {@code transient}.
     *
     * @throws ResourceLimitException if either is full; nothing is charged then
     */
    public ResourceScope openConnection(boolean inbound) throws ResourceLimitException {
        system.addConnection(inbound);
        try {
            unproven.addConnection(inbound);
        } catch (ResourceLimitException e) {
            system.removeConnection(inbound);
            throw e;
        }
        return new ResourceScope(connection, system, inbound, unproven);
    }

    public ResourceScope system() {
        return system;
    }

    /** Links in their handshake. */
    public ResourceScope unproven() {
        return unproven;
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
        return protocols;
    }
}
