package dev.jlibp2p.spring.health;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.health.actuate.endpoint.AdditionalHealthEndpointPath;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HttpCodeStatusMapper;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;

/** A group of Boot's with one member more. */
final class ProbeGroup implements HealthEndpointGroup {

    private final HealthEndpointGroup group;

    private final String member;

    ProbeGroup(HealthEndpointGroup group, String member) {
        this.group = group;
        this.member = member;
    }

    @Override
    public boolean isMember(String name) {
        return name.equals(member) || name.startsWith(member + "/") || group.isMember(name);
    }

    @Override
    public boolean showComponents(SecurityContext context) {
        return group.showComponents(context);
    }

    @Override
    public boolean showDetails(SecurityContext context) {
        return group.showDetails(context);
    }

    @Override
    public StatusAggregator getStatusAggregator() {
        return group.getStatusAggregator();
    }

    @Override
    public HttpCodeStatusMapper getHttpCodeStatusMapper() {
        return group.getHttpCodeStatusMapper();
    }

    @Override
    public @Nullable AdditionalHealthEndpointPath getAdditionalPath() {
        return group.getAdditionalPath();
    }
}
