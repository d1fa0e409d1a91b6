package dev.jlibp2p.node.info;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.identify.Identify;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.protocol.ping.Ping;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Parts of a node that can be on or off; on is what handles its protocol. */
enum Feature {

    IDENTIFY(Identify.PROTOCOL),
    PING(Ping.PROTOCOL),
    ECHO(Echo.PROTOCOL),
    PERF(Perf.PROTOCOL);

    private final ProtocolId protocol;

    Feature(ProtocolId protocol) {
        this.protocol = protocol;
    }

    static List<String> of(Collection<ProtocolId> handled) {
        return Arrays.stream(values())
                .filter(feature -> handled.contains(feature.protocol))
                .map(feature -> feature.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
