package dev.jlibp2p.node.resources;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.resource.AcceptLimits;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.resource.ResourceScope;
import dev.jlibp2p.spring.resource.ScopeReport;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Limits, what is charged to them, what they refused, and who moves how many bytes. */
@RestController
@RequestMapping("/api/v1")
final class ResourcesController {

    private static final int TOP = 20;

    private final ResourceManager resources;

    private final Bandwidth bandwidth;

    ResourcesController(ResourceManager resources, Bandwidth bandwidth) {
        this.resources = resources;
        this.bandwidth = bandwidth;
    }

    @GetMapping("/resources")
    @Operation(operationId = "getResources", summary = "Scopes with what they hold and may hold, and what was refused")
    ResourcesView resources() {
        List<ScopeReport> scopes = new ArrayList<>(ScopeReport.ofNode(resources));
        resources.protocolScopes().forEach((id, scope) -> scopes.add(ScopeReport.of("protocol " + id, scope)));
        resources.peerScopes()
                .entrySet()
                .stream()
                .sorted(Comparator.comparingLong((Map.Entry<PeerId, ResourceScope> entry) -> weight(entry.getValue()))
                        .reversed())
                .limit(TOP)
                .forEach(entry -> scopes.add(ScopeReport.of("peer " + entry.getKey(), entry.getValue())));
        AcceptLimits accept = resources.limits().accept();
        return new ResourcesView(scopes, refusals(),
                accept.equals(AcceptLimits.UNLIMITED)
                        ? null
                        : new AcceptView(accept.perIp(), accept.burst(), accept.connectionsPerIp()));
    }

    @GetMapping("/bandwidth")
    @Operation(operationId = "getBandwidth", summary = "Bytes of streams and their rates, by protocol or by connected peer")
    BandwidthView bandwidth(@RequestParam(required = false) @Nullable BandwidthBy by,
            @RequestParam(required = false) @Min(1) @Max(500) @Nullable Integer top) {
        BandwidthBy kind = Objects.requireNonNullElse(by, BandwidthBy.PROTOCOL);
        return new BandwidthView(kind, bandwidth.top(kind, Objects.requireNonNullElse(top, TOP)));
    }

    private Map<String, Long> refusals() {
        Map<String, Long> refusals = new TreeMap<>();
        for (Refusal reason : Refusal.values()) {
            long count = resources.refusals().count(reason);
            if (count > 0) {
                refusals.put(reason.label(), count);
            }
        }
        return refusals;
    }

    private static long weight(ResourceScope peer) {
        return peer.memory() + peer.streams();
    }

    /**
     * What is charged and what was refused.
     *
     * @param scopes the node's, those of protocols, and those of the peers that hold most
     * @param refusals how often each reason applied, if it did
     * @param accept how fast and how many links may come from one address; null for no limit
     */
    record ResourcesView(List<ScopeReport> scopes, Map<String, Long> refusals, @Nullable AcceptView accept) {}

    record AcceptView(double perIp, int burst, int connectionsPerIp) {}

    record BandwidthView(BandwidthBy by, List<BandwidthItem> items) {}
}
