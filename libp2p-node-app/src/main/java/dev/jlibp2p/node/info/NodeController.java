package dev.jlibp2p.node.info;

import dev.jlibp2p.Libp2pVersion;
import dev.jlibp2p.address.Addresses;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Multibase;
import dev.jlibp2p.protocol.identify.IdentifySettings;
import dev.jlibp2p.spring.Libp2pProperties;
import dev.jlibp2p.transport.Transport;
import io.swagger.v3.oas.annotations.Operation;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who this node is, where it is found and what it speaks. */
@RestController
@RequestMapping("/api/v1/node")
final class NodeController {

    private final Host host;

    private final Libp2pProperties properties;

    NodeController(Host host, Libp2pProperties properties) {
        this.host = host;
        this.properties = properties;
    }

    @GetMapping
    @Operation(operationId = "getNode", summary = "Who the node is and what it can do")
    NodeView node() {
        List<String> transports = host.isRunning()
                ? host.network().transports().stream().map(Transport::name).toList()
                : List.of();
        return new NodeView(host.id().toString(), Multibase.BASE64.encode(host.publicKey().encoded()),
                Objects.requireNonNullElse(properties.agentVersion(), Libp2pVersion.agentVersion()),
                IdentifySettings.PROTOCOL_VERSION,
                ManagementFactory.getRuntimeMXBean().getUptime(),
                Feature.of(host.protocols(), host.isRunning() ? host.network().privateNetwork() : Optional.empty()),
                transports,
                names(properties.security()), names(properties.muxers()));
    }

    @GetMapping("/addresses")
    @Operation(operationId = "getAddresses", summary = "Where it listens, what it announces, how peers see it")
    AddressesView addresses() {
        Addresses addresses = host.addresses();
        return new AddressesView(texts(addresses.listen()), texts(addresses.announced()), texts(addresses.observed()),
                texts(addresses.confirmed()));
    }

    /** One line for every protocol this node handles, and one for every protocol it has opened streams for. */
    @GetMapping("/protocols")
    @Operation(operationId = "getProtocols", summary = "Protocols it handles, and those it has opened streams for")
    ProtocolsView protocols() {
        Map<ProtocolId, Integer> inbound = new TreeMap<>();
        Map<ProtocolId, Integer> outbound = new TreeMap<>();
        host.protocols().forEach(protocol -> inbound.put(protocol, 0));
        for (Connection connection : host.connections()) {
            for (Stream stream : connection.streams()) {
                (stream.inbound() ? inbound : outbound).merge(stream.protocol(), 1, Integer::sum);
            }
        }
        List<ProtocolView> items = new ArrayList<>();
        inbound.forEach((id, streams) -> items.add(new ProtocolView(id.toString(), "inbound", streams)));
        outbound.forEach((id, streams) -> items.add(new ProtocolView(id.toString(), "outbound", streams)));
        items.sort(Comparator.comparing(ProtocolView::id).thenComparing(ProtocolView::direction));
        return new ProtocolsView(items);
    }

    private static List<String> texts(List<Multiaddr> addresses) {
        return addresses.stream().map(address -> address.withoutPeer().toString()).toList();
    }

    private static List<String> names(List<? extends Enum<?>> values) {
        return values.stream().map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
    }

    record NodeView(String peerId, String publicKey, String agentVersion, String protocolVersion, long uptimeMs,
            List<String> features, List<String> transports, List<String> security, List<String> muxers) {}

    record AddressesView(List<String> listen, List<String> announced, List<String> observed, List<String> confirmed) {}

    record ProtocolsView(List<ProtocolView> items) {}

    record ProtocolView(String id, String direction, int streams) {}
}
