package dev.jlibp2p.spring.health;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.core.env.Environment;

/**
 * Makes the node part of the probes: {@code libp2p} of the group {@code readiness}, its event loops of {@code liveness}. A
 * group the application has configured by {@code management.endpoint.health.group.*} stays as it is.
 */
final class ProbeGroupsPostProcessor implements HealthEndpointGroupsPostProcessor {

    private static final String GROUPS = "management.endpoint.health.group.";

    private final Environment environment;

    ProbeGroupsPostProcessor(Environment environment) {
        this.environment = environment;
    }

    @Override
    public HealthEndpointGroups postProcessHealthEndpointGroups(HealthEndpointGroups groups) {
        Map<String, String> members = new HashMap<>();
        addUnlessConfigured(members, "readiness", "libp2p");
        addUnlessConfigured(members, "liveness", Libp2pHealthAutoConfiguration.EVENT_LOOPS);
        return new ProbeGroups(groups, members);
    }

    private void addUnlessConfigured(Map<String, String> members, String group, String member) {
        boolean configured = isSet(group, "include") || isSet(group, "exclude");
        if (!configured) {
            members.put(group, member);
        }
    }

    private boolean isSet(String group, String property) {
        return Binder.get(environment).bind(GROUPS + group + "." + property, Bindable.setOf(String.class)).isBound();
    }
}
