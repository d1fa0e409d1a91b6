package dev.jlibp2p.spring;

import dev.jlibp2p.multiformats.Multiaddr;
import java.util.List;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * Where the node finds its network. A bean of this type replaces what the properties say, for example with the addresses of a
 * container that a test has started.
 */
public interface Libp2pConnectionDetails extends ConnectionDetails {

    /** Addresses, each with {@code /p2p}, of the peers to connect to after the start; several may lead to one peer. */
    List<Multiaddr> bootstrapPeers();
}
