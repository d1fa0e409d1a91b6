package dev.jlibp2p.node.peers;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.node.paging.Page;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which peers a list is to have: those that fit every filter given.
 *
 * @param q part of the peer id or of the agent version, in any case
 */
record PeerQuery(@Nullable PeerState state, @Nullable Direction direction,
        @Nullable @Size(max = 256) String protocol, @Nullable @Size(max = 256) String transport,
        @Nullable @Size(max = 256) String q, @Nullable @Min(0) Integer page,
        @Nullable @Min(1) @Max(Page.MAX_SIZE) Integer size) {

    private static final int DEFAULT_SIZE = 50;

    PeerQuery {
        state = state == null ? PeerState.CONNECTED : state;
    }

    int pageOrFirst() {
        return page == null ? 0 : page;
    }

    int sizeOrDefault() {
        return size == null ? DEFAULT_SIZE : size;
    }

    boolean matches(Peer peer) {
        return (state == PeerState.ANY || state == peer.state())
                && (protocol == null || peer.protocols().contains(protocol))
                && (direction == null && transport == null || peer.connections().stream().anyMatch(this::matches))
                && (q == null || contains(q, peer.id().toString()) || contains(q, peer.agentVersion()));
    }

    private boolean matches(Connection connection) {
        return (direction == null || direction == Direction.of(connection))
                && (transport == null || transport.equals(connection.transport()));
    }

    private static boolean contains(String part, @Nullable String text) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
