package dev.jlibp2p.network;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.Traffic;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The counting handlers of one network. Protocols nobody here handles are counted together. */
final class TrafficHandlers {

    private final ResourceManager resources;

    private final StreamHandlers handlers;

    private final Traffic.Count other;

    private final ConcurrentMap<String, TrafficHandler> transports = new ConcurrentHashMap<>();

    private final ConcurrentMap<ProtocolId, Traffic.Count> protocols = new ConcurrentHashMap<>();

    TrafficHandlers(ResourceManager resources, StreamHandlers handlers) {
        this.resources = resources;
        this.handlers = handlers;
        this.other = resources.protocols().of(Traffic.OTHER);
    }

    TrafficHandler ofTransport(String name) {
        return transports.computeIfAbsent(name, added -> new TrafficHandler(resources.transports().of(added), null));
    }

    /** For one stream; {@code peer} counts its bytes too, if there is one. */
    TrafficHandler ofProtocol(ProtocolId protocol, Traffic.@Nullable Count peer) {
        return new TrafficHandler(count(protocol), peer);
    }

    private Traffic.Count count(ProtocolId protocol) {
        Traffic.Count known = protocols.get(protocol);
        if (known != null) {
            return known;
        }
        if (handlers.find(protocol) == null) {
            return other;
        }
        return protocols.computeIfAbsent(protocol, added -> resources.protocols().of(added.toString()));
    }
}
