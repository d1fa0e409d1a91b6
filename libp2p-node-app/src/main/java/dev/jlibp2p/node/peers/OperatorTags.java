package dev.jlibp2p.node.peers;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.ConnectionManager;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/**
 * What operators say of peers, kept by the node's connection manager for as long as the process lives. A peer that is tagged
 * is kept before others when connections have to go, a protected one is never closed for that.
 */
@Component
final class OperatorTags {

    static final String PATTERN = "[A-Za-z0-9._-]{1,64}";

    static final String EXPECTED = "expected 1 to 64 of A-Z a-z 0-9 . _ -";

    /** More than what protocols give of themselves. */
    static final int WEIGHT = 100;

    private static final Pattern TAG = Pattern.compile(PATTERN);

    private static final String REASON = "operator";

    private final ConnectionManager connections;

    OperatorTags(ConnectionManager connections) {
        this.connections = connections;
    }

    static boolean isValid(String tag) {
        return TAG.matcher(tag).matches();
    }

    /** Also those that protocols have given, in the order of their names. */
    List<String> of(PeerId peer) {
        return connections.tags(peer).keySet().stream().sorted().toList();
    }

    /** False when there is no room for it. One that is there keeps its weight. */
    boolean add(PeerId peer, String tag) {
        return connections.tags(peer).containsKey(tag) || connections.tag(peer, tag, WEIGHT);
    }

    /** The peer has these tags and no others; false when there was no room for all of them. */
    boolean replace(PeerId peer, Collection<String> tags) {
        of(peer).stream().filter(tag -> !tags.contains(tag)).forEach(tag -> connections.untag(peer, tag));
        return tags.stream().allMatch(tag -> add(peer, tag));
    }

    /** For whatever reason. */
    boolean isProtected(PeerId peer) {
        return connections.isProtected(peer);
    }

    /** False when there was no room. Protection for other reasons stays. */
    boolean protect(PeerId peer, boolean wanted) {
        if (!wanted) {
            connections.unprotect(peer, REASON);
            return true;
        }
        return connections.protect(peer, REASON);
    }
}
