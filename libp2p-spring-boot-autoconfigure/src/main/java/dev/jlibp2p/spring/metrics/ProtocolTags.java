package dev.jlibp2p.spring.metrics;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.identify.Identify;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.resource.Traffic;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of the tag {@code protocol}: what the library speaks and what the host handles or has handled, up to
 * {@value #MOST}; everything else is {@link Traffic#OTHER}.
 */
public final class ProtocolTags {

    static final int MOST = 256;

    private final Set<ProtocolId> named = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Host host;

    public ProtocolTags() {
        named.addAll(List.of(Identify.PROTOCOL, Identify.PUSH_PROTOCOL, Ping.PROTOCOL, Echo.PROTOCOL, Perf.PROTOCOL));
    }

    /** Told at every start of the host. */
    public void handledBy(Host handling) {
        host = handling;
    }

    /** The name of {@code protocol} in tags. */
    public String tag(ProtocolId protocol) {
        return named.contains(protocol) || isHandled(protocol) ? protocol.toString() : Traffic.OTHER;
    }

    /** Once named, always named: what was counted as opened must be counted as closed. */
    private boolean isHandled(ProtocolId protocol) {
        Host handling = host;
        return handling != null && named.size() < MOST && handling.protocols().contains(protocol)
                && named.add(protocol);
    }
}
