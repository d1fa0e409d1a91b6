package dev.jlibp2p.node.info;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.identify.Identify;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.protocol.ping.Ping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    /** @param privateNetwork fingerprint of its key; nobody may see more of that than what tells it from others */
    static List<String> of(Collection<ProtocolId> handled, Optional<String> privateNetwork) {
        List<String> features = new ArrayList<>();
        for (Feature feature : values()) {
            if (handled.contains(feature.protocol)) {
                features.add(feature.name().toLowerCase(Locale.ROOT));
            }
        }
        privateNetwork.ifPresent(fingerprint -> features.add("pnet:" + fingerprint));
        return features;
    }
}
