package dev.jlibp2p.host;

import dev.jlibp2p.address.Addresses;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import java.util.List;

/** What happens in a host. Protocols have events of their own. */
public sealed interface HostEvent {

    /** The host listens. */
    record Started(Addresses addresses) implements HostEvent {}

    /** The host has stopped. */
    record Stopped() implements HostEvent {}

    /** A connection was established. */
    record ConnectionOpened(Connection connection) implements HostEvent {}

    /** A connection ended; {@link Connection#closeReason()} tells why. */
    record ConnectionClosed(Connection connection) implements HostEvent {}

    /** The first connection to this peer was established. */
    record PeerConnected(PeerId peer) implements HostEvent {}

    /** The last connection to this peer ended. */
    record PeerDisconnected(PeerId peer) implements HostEvent {}

    /** Identify has told what the peer is; the {@link dev.jlibp2p.peerstore.PeerStore} has it. */
    record PeerIdentified(PeerId peer) implements HostEvent {}

    /** Listen, announced, observed or confirmed addresses changed. */
    record AddressesChanged(Addresses addresses) implements HostEvent {}

    /** Handlers were added or removed. */
    record ProtocolsChanged(List<ProtocolId> protocols) implements HostEvent {}

    /** The listener was too slow and has missed this many events. */
    record EventsDropped(long count) implements HostEvent {}
}
