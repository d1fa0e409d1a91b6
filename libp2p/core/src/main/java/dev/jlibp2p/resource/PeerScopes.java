package dev.jlibp2p.resource;

import dev.jlibp2p.identity.PeerId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One scope for each peer that has a connection, and for no other: so there are never more of them than connections. */
final class PeerScopes {

    private final ConcurrentMap<PeerId, ResourceScope> scopes = new ConcurrentHashMap<>();

    private final Supplier<Limits> limits;

    private final Refusals refusals;

    private final ResourceScope system;

    private final Predicate<PeerId> favoured;

    PeerScopes(Supplier<Limits> limits, Refusals refusals, ResourceScope system, Predicate<PeerId> favoured) {
        this.limits = limits;
        this.refusals = refusals;
        this.system = system;
        this.favoured = favoured;
    }

    /** Charges a connection to the peer, whose scope begins with its first one; beyond its limit if {@code unlimited}. */
    ResourceScope enter(PeerId peer, boolean inbound, boolean unlimited) throws ResourceLimitException {
        AtomicReference<@Nullable ResourceLimitException> refusal = new AtomicReference<>();
        ResourceScope entered = scopes.compute(peer, (id, there) -> {
            ResourceScope scope = there == null
                    ? new ResourceScope(id, limits, refusals, system, () -> favoured.test(id))
                    : there;
            try {
                scope.addConnection(inbound, unlimited);
                return scope;
            } catch (ResourceLimitException e) {
                refusal.set(e);
                return there;
            }
        });
        ResourceLimitException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
        return Objects.requireNonNull(entered);
    }

    /** Takes a connection back; with the last one the scope ends. */
    void leave(PeerId peer, ResourceScope scope, boolean inbound) {
        scopes.computeIfPresent(peer, (id, there) -> {
            scope.removeConnection(inbound);
            return there.connections() == 0 ? null : there;
        });
    }

    Map<PeerId, ResourceScope> all() {
        return Map.copyOf(scopes);
    }
}
