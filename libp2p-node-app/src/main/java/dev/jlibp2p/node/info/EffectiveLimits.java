package dev.jlibp2p.node.info;

import dev.jlibp2p.resource.Capacity;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceLimits;
import java.util.HashMap;
import java.util.Map;

/** The limits in force by the properties that would set them: a default alone says that they are scaled, not to what. */
final class EffectiveLimits {

    private static final String PREFIX = "libp2p.limits.";

    private final Map<String, String> values = new HashMap<>();

    private EffectiveLimits() {}

    /** None where nothing is limited. */
    static Map<String, String> of(ResourceLimits limits) {
        if (limits.equals(ResourceLimits.UNLIMITED)) {
            return Map.of();
        }
        EffectiveLimits effective = new EffectiveLimits();
        Capacity process = Capacity.ofThisProcess();
        effective.put("memory", bytes(process.memory()));
        effective.put("file-descriptors", process.fileDescriptors());
        effective.put("system.", limits.system());
        effective.put("transient.", limits.unproven());
        effective.put("peer.", limits.peer());
        return effective.values;
    }

    private void put(String scope, Limits limits) {
        put(scope + "connections-inbound", limits.connectionsInbound());
        put(scope + "connections-outbound", limits.connectionsOutbound());
        put(scope + "streams-inbound", limits.streamsInbound());
        put(scope + "streams-outbound", limits.streamsOutbound());
        put(scope + "memory", bytes(limits.memory()));
    }

    private void put(String name, Object value) {
        values.put(PREFIX + name, value.toString());
    }

    /** As a size is written in a configuration. */
    private static String bytes(long bytes) {
        return bytes + "B";
    }
}
