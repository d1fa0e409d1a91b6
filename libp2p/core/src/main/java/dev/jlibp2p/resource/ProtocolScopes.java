package dev.jlibp2p.resource;

import dev.jlibp2p.identity.ProtocolId;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/** One scope for each protocol; those beyond {@value #MOST} share {@link Traffic#OTHER}, which has the limits of one. */
final class ProtocolScopes {

    static final int MOST = 256;

    private final ConcurrentMap<ProtocolId, ResourceScope> scopes = new ConcurrentHashMap<>();

    private final Supplier<ResourceLimits> limits;

    private final Refusals refusals;

    private final ResourceScope other;

    ProtocolScopes(Supplier<ResourceLimits> limits, Refusals refusals) {
        this.limits = limits;
        this.refusals = refusals;
        this.other = new ResourceScope(ScopeName.protocol(Traffic.OTHER), () -> limits.get().protocol(), refusals, null,
                null);
    }

    ResourceScope of(ProtocolId protocol) {
        ResourceScope known = scopes.get(protocol);
        if (known != null) {
            return known;
        }
        return scopes.size() < MOST ? scopes.computeIfAbsent(protocol, this::made) : other;
    }

    /** By name, sorted. */
    Map<String, ResourceScope> all() {
        Map<String, ResourceScope> all = new TreeMap<>();
        scopes.forEach((protocol, scope) -> all.put(protocol.toString(), scope));
        if (other.streams() > 0 || other.refusals() > 0) {
            all.put(Traffic.OTHER, other);
        }
        return all;
    }

    private ResourceScope made(ProtocolId protocol) {
        return new ResourceScope(ScopeName.protocol(protocol.toString()), () -> limits.get().of(protocol), refusals,
                null,
                null);
    }
}
