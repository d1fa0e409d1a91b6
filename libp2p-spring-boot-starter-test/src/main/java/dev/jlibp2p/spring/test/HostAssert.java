package dev.jlibp2p.spring.test;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions about a node. They ask once; after {@link #within} each waits until it holds, so long at most, since what one
 * node has done its peers learn later. Waiting ones block and are not for event loops.
 */
public final class HostAssert extends AbstractAssert<HostAssert, Host> {

    private Duration patience = Duration.ZERO;

    HostAssert(@Nullable Host actual) {
        super(actual, HostAssert.class);
    }

    /** What is asserted next may take so long to come true. */
    public HostAssert within(Duration limit) {
        patience = limit;
        return this;
    }

    /** The node runs. */
    public HostAssert isRunning() {
        return holds(() -> actual.isRunning(), () -> "to run");
    }

    /** The node does not run. */
    public HostAssert isStopped() {
        return holds(() -> !actual.isRunning(), () -> "to be stopped");
    }

    /** There is an open connection to the peer. */
    public HostAssert isConnectedTo(PeerId peer) {
        return holds(() -> !actual.connections(peer).isEmpty(), () -> "to be connected to " + peer + ", but" + peers());
    }

    /** There is an open connection to the node. */
    public HostAssert isConnectedTo(Host peer) {
        return isConnectedTo(peer.id());
    }

    /** There is no open connection to the peer. */
    public HostAssert isNotConnectedTo(PeerId peer) {
        return holds(() -> actual.connections(peer).isEmpty(), () -> "not to be connected to " + peer);
    }

    /** There is no open connection to the node. */
    public HostAssert isNotConnectedTo(Host peer) {
        return isNotConnectedTo(peer.id());
    }

    /** There are open connections to so many peers. */
    public HostAssert hasPeers(int count) {
        return holds(() -> connected().size() == count, () -> "to have " + count + " peers, but" + peers());
    }

    /** The node handles the protocol. */
    public HostAssert speaks(ProtocolId protocol) {
        return holds(() -> actual.protocols().contains(protocol),
                () -> "to speak " + protocol + ", but it speaks " + actual.protocols());
    }

    /** Same by the protocol's text. */
    public HostAssert speaks(String protocol) {
        return speaks(ProtocolId.of(protocol));
    }

    /** The node does not handle the protocol. */
    public HostAssert doesNotSpeak(ProtocolId protocol) {
        return holds(() -> !actual.protocols().contains(protocol), () -> "not to speak " + protocol);
    }

    /** Same by the protocol's text. */
    public HostAssert doesNotSpeak(String protocol) {
        return doesNotSpeak(ProtocolId.of(protocol));
    }

    /** The node has been told by the peer, by identify, that it speaks the protocol. */
    public HostAssert knowsThat(PeerId peer, ProtocolId protocol) {
        return holds(() -> actual.peerStore().protocols(peer).contains(protocol),
                () -> "to know that " + peer + " speaks " + protocol + ", but it knows of "
                        + actual.peerStore().protocols(peer));
    }

    private HostAssert holds(BooleanSupplier claim, Supplier<String> expected) {
        isNotNull();
        if (!Patience.await(claim, patience)) {
            failWithMessage("expected %s %s%s", actual, expected.get(),
                    patience.isZero() ? "" : ", for " + patience.toMillis() + " ms");
        }
        return this;
    }

    private String peers() {
        List<PeerId> connected = connected();
        return connected.isEmpty() ? " it has no peer" : " it is connected to " + connected;
    }

    private List<PeerId> connected() {
        return actual.connections().stream().map(Connection::peer).distinct().toList();
    }
}
