package dev.jlibp2p.node.peers;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.node.paging.Page;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.protocol.ping.Ping;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All peers this node knows, connected or not. */
@Component
final class PeerDirectory {

    private final Host host;

    private final Ping ping;

    private final OperatorTags tags;

    PeerDirectory(Host host, Ping ping, OperatorTags tags) {
        this.host = host;
        this.ping = ping;
        this.tags = tags;
    }

    /** Peers in the order of their ids, so that pages do not overlap while nobody comes or goes. */
    Page<PeerView> list(PeerQuery query) {
        Map<PeerId, List<Connection>> connected = host.connections()
                .stream()
                .collect(Collectors.groupingBy(Connection::peer));
        Set<PeerId> ids = new HashSet<>(connected.keySet());
        if (query.state() != PeerState.CONNECTED) {
            ids.addAll(host.peerStore().peers());
        }
        List<Peer> matching = ids.stream()
                .map(id -> peer(id, connected.getOrDefault(id, List.of())))
                .filter(query::matches)
                .sorted(Comparator.comparing(peer -> peer.id().toString()))
                .toList();
        return Page.of(matching, query.pageOrFirst(), query.sizeOrDefault()).map(this::view);
    }

    /** @throws ApiException if nothing is known about the peer */
    PeerDetailsView details(PeerId id) {
        Peer peer = peer(id, host.connections(id));
        if (peer.connections().isEmpty() && peer.known() == null) {
            throw new ApiException(ProblemCode.NOT_FOUND, "nothing is known about peer " + id);
        }
        return new PeerDetailsView(id.toString(), peer.state(), peer.agentVersion(), latencyMs(id), tags.of(id),
                tags.isProtected(id),
                peer.addresses(), peer.protocols(), peer.connections().stream().map(ConnectionView::of).toList());
    }

    static ApiException notConnected(PeerId peer) {
        return new ApiException(ProblemCode.NOT_FOUND, "there is no connection to peer " + peer);
    }

    static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private Peer peer(PeerId id, List<Connection> connections) {
        return new Peer(id, connections, host.peerStore().peer(id).orElse(null));
    }

    private PeerView view(Peer peer) {
        return new PeerView(peer.id().toString(), peer.state(), peer.connections().size(), peer.agentVersion(),
                latencyMs(peer.id()), tags.of(peer.id()), tags.isProtected(peer.id()));
    }

    private @Nullable Double latencyMs(PeerId peer) {
        return ping.latency(peer).map(PeerDirectory::millis).orElse(null);
    }
}
