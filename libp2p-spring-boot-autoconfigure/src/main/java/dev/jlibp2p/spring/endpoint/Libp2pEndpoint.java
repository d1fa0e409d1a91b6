package dev.jlibp2p.spring.endpoint;

import dev.jlibp2p.address.Addresses;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.spring.resource.ScopeReport;
import java.util.List;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Who this node is, where it is found, and how much it has to do. Names no peer but itself. */
@Endpoint(id = "libp2p", defaultAccess = Access.READ_ONLY)
public final class Libp2pEndpoint {

    private final Host host;

    private final ResourceManager resources;

    Libp2pEndpoint(Host host, ResourceManager resources) {
        this.host = host;
        this.resources = resources;
    }

    @ReadOperation
    public NodeDescriptor node() {
        List<Connection> connections = host.connections();
        return new NodeDescriptor(host.id().toString(), host.isRunning(), AddressesDescriptor.of(host.addresses()),
                host.protocols().stream().map(Object::toString).sorted().toList(),
                new CountsDescriptor(connections.stream().map(Connection::peer).distinct().count(), connections.size(),
                        connections.stream().mapToLong(connection -> connection.streams().size()).sum()),
                ScopeReport.ofNode(resources));
    }

    /** The whole answer. */
    public record NodeDescriptor(String peerId, boolean running, AddressesDescriptor addresses, List<String> protocols,
            CountsDescriptor counts, List<ScopeReport> resources) {}

    /** The node's addresses, without its own peer id. */
    public record AddressesDescriptor(List<String> listen, List<String> announced, List<String> observed,
            List<String> confirmed) {

        static AddressesDescriptor of(Addresses addresses) {
            return new AddressesDescriptor(texts(addresses.listen()), texts(addresses.announced()),
                    texts(addresses.observed()), texts(addresses.confirmed()));
        }

        private static List<String> texts(List<Multiaddr> addresses) {
            return addresses.stream().map(address -> address.withoutPeer().toString()).toList();
        }
    }

    /** What is open now. */
    public record CountsDescriptor(long peers, long connections, long streams) {}
}
