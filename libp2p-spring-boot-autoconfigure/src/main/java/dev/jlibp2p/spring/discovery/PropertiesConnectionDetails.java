package dev.jlibp2p.spring.discovery;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.spring.Libp2pConnectionDetails;
import java.util.List;

/** What the properties say. */
record PropertiesConnectionDetails(DiscoveryProperties properties) implements Libp2pConnectionDetails {

    @Override
    public List<Multiaddr> bootstrapPeers() {
        return properties.bootstrap().peers();
    }
}
