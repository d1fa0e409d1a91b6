package dev.jlibp2p.node.peers;

import dev.jlibp2p.identity.PeerId;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Labels that operators give to peers. They last as long as the process and change nothing about a connection. */
@Component
final class PeerTags {

    static final String PATTERN = "[A-Za-z0-9._-]{1,64}";

    private static final Pattern TAG = Pattern.compile(PATTERN);

    static final int MAX_PEERS = 10_000;

    private static final int MAX_TAGS = 16;

    private final ConcurrentMap<PeerId, SortedSet<String>> tags = new ConcurrentHashMap<>();

    static boolean isValid(String tag) {
        return TAG.matcher(tag).matches();
    }

    List<String> of(PeerId peer) {
        return List.copyOf(tags.getOrDefault(peer, new TreeSet<>()));
    }

    /** False when there is no room for it. */
    boolean add(PeerId peer, String tag) {
        SortedSet<String> now = tags.compute(peer, (id, old) -> {
            SortedSet<String> all = with(old == null ? new TreeSet<>() : old, tag);
            return all.isEmpty() ? null : all;
        });
        return now != null && now.contains(tag);
    }

    private SortedSet<String> with(SortedSet<String> old, String tag) {
        if (old.size() >= MAX_TAGS || old.isEmpty() && tags.size() >= MAX_PEERS) {
            return old;
        }
        SortedSet<String> added = new TreeSet<>(old);
        added.add(tag);
        return added;
    }
}
