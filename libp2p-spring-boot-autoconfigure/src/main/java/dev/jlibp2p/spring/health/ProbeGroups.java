package dev.jlibp2p.spring.health;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.AdditionalPathsMapper;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;

/** The groups there are, some of them with one member more. */
final class ProbeGroups implements HealthEndpointGroups, AdditionalPathsMapper {

    private final HealthEndpointGroups groups;

    private final Map<String, String> members;

    /** @param members the additional member by the name of its group */
    ProbeGroups(HealthEndpointGroups groups, Map<String, String> members) {
        this.groups = groups;
        this.members = Map.copyOf(members);
    }

    @Override
    public HealthEndpointGroup getPrimary() {
        return groups.getPrimary();
    }

    @Override
    public Set<String> getNames() {
        return groups.getNames();
    }

    @Override
    public @Nullable HealthEndpointGroup get(String name) {
        HealthEndpointGroup group = groups.get(name);
        String member = members.get(name);
        return group == null || member == null ? group : new ProbeGroup(group, member);
    }

    @Override
    public @Nullable List<String> getAdditionalPaths(EndpointId endpoint, WebServerNamespace namespace) {
        return groups instanceof AdditionalPathsMapper mapper ? mapper.getAdditionalPaths(endpoint, namespace) : null;
    }
}
