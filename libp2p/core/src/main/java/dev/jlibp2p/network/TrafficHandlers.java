package dev.jlibp2p.network;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.Traffic;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The counting handlers of one network, each made once. Protocols nobody here handles share one. */
final class TrafficHandlers {

    private final ResourceManager resources;

    private final StreamHandlers handlers;

    private final TrafficHandler other;

    private final ConcurrentMap<String, TrafficHandler> transports = new ConcurrentHashMap<>();

    private final ConcurrentMap<ProtocolId, TrafficHandler> protocols = new ConcurrentHashMap<>();

    TrafficHandlers(ResourceManager resources, StreamHandlers handlers) {
        this.resources = resources;
        this.handlers = handlers;
        this.other = new TrafficHandler(resources.protocols().of(Traffic.OTHER));
    }

    TrafficHandler ofTransport(String name) {
        return transports.computeIfAbsent(name, added -> new TrafficHandler(resources.transports().of(added)));
    }

    TrafficHandler ofProtocol(ProtocolId protocol) {
        TrafficHandler known = protocols.get(protocol);
        if (known != null) {
            return known;
        }
        if (handlers.find(protocol) == null) {
            return other;
        }
        return protocols.computeIfAbsent(protocol,
                added -> new TrafficHandler(resources.protocols().of(added.toString())));
    }
}
