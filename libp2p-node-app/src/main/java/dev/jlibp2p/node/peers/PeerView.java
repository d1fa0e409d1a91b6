package dev.jlibp2p.node.peers;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A peer in a list.
 *
 * @param connections how many there are
 * @param agentVersion what it calls itself; {@code null} while unknown
 * @param latencyMs the latest round trip; {@code null} while unknown
 * @param isProtected whether its connections are never closed to make room
 */
record PeerView(String peerId, PeerState state, int connections, @Nullable String agentVersion,
        @Nullable Double latencyMs,
        List<String> tags, @JsonProperty("protected") boolean isProtected) {}
