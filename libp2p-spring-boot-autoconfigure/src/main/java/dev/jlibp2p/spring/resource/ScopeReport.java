package dev.jlibp2p.spring.resource;

import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scope as it is shown to people.
 *
 * @param scope which one
 * @param used what is charged now
 * @param limits what may be; null where there is no limit
 * @param refusals how often it refused
 */
public record ScopeReport(String scope, Amounts used, @Nullable Amounts limits, long refusals) {

    /** What a scope counts; memory in bytes. */
    public record Amounts(long connectionsInbound, long connectionsOutbound, long streamsInbound, long streamsOutbound,
            long memory) {

        static Amounts of(Limits limits) {
            return new Amounts(limits.connectionsInbound(), limits.connectionsOutbound(), limits.streamsInbound(),
                    limits.streamsOutbound(), limits.memory());
        }
    }

    /** One scope. */
    public static ScopeReport of(String name, ResourceScope scope) {
        Limits limits = scope.limits();
        return new ScopeReport(name,
                new Amounts(scope.connections(true), scope.connections(false), scope.streams(true),
                        scope.streams(false), scope.memory()),
                limits.equals(Limits.UNLIMITED) ? null : Amounts.of(limits), scope.refusals());
    }

    /** Those there is one of. */
    public static List<ScopeReport> ofNode(ResourceManager resources) {
        return List.of(of("system", resources.system()), of("transient", resources.unproven()));
    }

    /** Those of which little is left, such as {@code system: memory at 93 %}. */
    public static List<String> nearlyFull(ResourceManager resources) {
        List<String> full = new ArrayList<>();
        ofNode(resources).forEach(scope -> scope.addNearlyFull(full));
        resources.protocolScopes().forEach((name, scope) -> of("protocol " + name, scope).addNearlyFull(full));
        return full;
    }

    private void addNearlyFull(List<String> full) {
        if (limits != null) {
            add(full, "connections-inbound", used.connectionsInbound(), limits.connectionsInbound());
            add(full, "connections-outbound", used.connectionsOutbound(), limits.connectionsOutbound());
            add(full, "streams-inbound", used.streamsInbound(), limits.streamsInbound());
            add(full, "streams-outbound", used.streamsOutbound(), limits.streamsOutbound());
            add(full, "memory", used.memory(), limits.memory());
        }
    }

    private void add(List<String> full, String limit, long now, long most) {
        if (now > 0 && now >= most - most / 5) {
            full.add(scope + ": " + limit + " at " + (most == 0 ? 100 : now * 100 / most) + " %");
        }
    }
}
