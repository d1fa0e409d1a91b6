package dev.jlibp2p.node.peers;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer and all that is known about it; see {@link PeerView}.
 *
 * @param addrs where it may be reached, without its peer id
 * @param protocols what it says it speaks
 */
record PeerDetailsView(String peerId, PeerState state, @Nullable String agentVersion, @Nullable Double latencyMs,
        List<String> tags, @JsonProperty("protected") boolean isProtected, List<String> addrs, List<String> protocols,
        List<ConnectionView> connections) {}
