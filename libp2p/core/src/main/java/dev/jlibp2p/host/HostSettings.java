package dev.jlibp2p.host;

import dev.jlibp2p.address.AddressSource;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.network.NetworkSettings;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What a host is made of.
 *
 * @param listen bound at start; any that cannot be is fatal
 * @param listenIfPossible bound at start; one that cannot be is dropped with a line in the log
 * @param addresses turns bound addresses into announced ones
 * @param network the network below
 * @param connections keeps the network's connections within bounds; this host's alone
 * @param transports made anew at every start
 * @param services started and stopped with the host
 * @param drain how long a stop waits for streams to end by themselves
 */
public record HostSettings(Identity identity, List<Multiaddr> listen, List<Multiaddr> listenIfPossible,
        AddressSource addresses, NetworkSettings network, ConnectionManager connections,
        List<Function<EventLoops, Transport>> transports,
        List<HostService> services, Duration drain) {

    public HostSettings {
        listen = List.copyOf(listen);
        listenIfPossible = List.copyOf(listenIfPossible);
        transports = List.copyOf(transports);
        services = List.copyOf(services);
    }
}
