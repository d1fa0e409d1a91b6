package dev.jlibp2p.host;

import dev.jlibp2p.address.ObservedAddresses;
import java.util.function.Consumer;

/**
 * What a host gives to its services.
 *
 * @param host the host itself, not listening yet
 * @param events publishes an event to the host's listeners; callable from any thread
 * @param observed where peers' reports of our address are collected
 */
public record HostContext(Host host, Consumer<HostEvent> events, ObservedAddresses observed) {}
