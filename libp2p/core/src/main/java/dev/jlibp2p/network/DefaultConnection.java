package dev.jlibp2p.network;

import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.CloseCause;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A link as the node sees it: any transport's {@link SecuredMuxer} becomes one of these, and streams get their protocol. */
final class DefaultConnection implements Connection {

    private final String id;

    private final SecuredMuxer link;

    private final Instant openedAt;

    private final StreamOpening opening;

    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();

    /** On the event loop only. */
    private boolean answered;

    /** On the event loop only. */
    private int lastStream;

    private final long begun;

    /** When a stream was last opened or ended. */
    private volatile long usedAt;

    /** Why this end closes it, by whoever wanted it first. */
    private final AtomicReference<@Nullable CloseCause> closing = new AtomicReference<>();

    private final AtomicReference<Claim> claim = new AtomicReference<>(Claim.NONE);

    /** Who has a connection that a dial made. */
    private enum Claim {
        NONE,
        SOMEBODY,
        ABANDONED
    }

    DefaultConnection(String id, SecuredMuxer link, Instant openedAt, StreamOpening opening) {
        this.id = id;
        this.link = link;
        this.openedAt = openedAt;
        this.opening = opening;
        this.begun = opening.now();
        this.usedAt = begun;
    }

    /** On the event loop: from here on inbound streams are handled. */
    void accept() {
        link.session().accept(channel -> opening.inbound(this, channel));
    }

    Future<Stream> open(ChannelStreamHandler handler, ProtocolId... protocols) {
        return opening.outbound(this, handler, List.of(protocols));
    }

    Future<Stream> openLazily(ChannelStreamHandler handler, ProtocolId protocol) {
        return opening.outboundLazily(this, handler, protocol);
    }

    SecuredMuxer link() {
        return link;
    }

    /** On the event loop: whether the peer has agreed to the protocol of any stream of ours. */
    boolean hasAnswered() {
        return answered;
    }

    void answered(boolean agreed) {
        answered |= agreed;
    }

    /** Somebody is given this connection; false if it was abandoned a moment before. */
    boolean claim() {
        return claim.compareAndSet(Claim.NONE, Claim.SOMEBODY) || isClaimed();
    }

    boolean isClaimed() {
        return claim.get() == Claim.SOMEBODY;
    }

    /** Closes it unless somebody has it. */
    void abandon() {
        if (claim.compareAndSet(Claim.NONE, Claim.ABANDONED)) {
            close();
        }
    }

    void reset(DuplexChannel stream, long code) {
        link.session().reset(stream, code);
    }

    DefaultStream opened(DefaultStream stream) {
        streams.add(stream);
        usedAt = opening.now();
        return stream;
    }

    void ended(DefaultStream stream) {
        streams.remove(stream);
        usedAt = opening.now();
    }

    /** On the event loop: a number no other stream of this connection has. */
    int nextStream() {
        return ++lastStream;
    }

    /** By the network's ticker. */
    long begun() {
        return begun;
    }

    /** By the network's ticker. */
    long usedAt() {
        return usedAt;
    }

    /** How long no stream was opened or ended. */
    Duration unused() {
        return Duration.ofNanos(opening.now() - usedAt);
    }

    void close(CloseCause cause) {
        closing.compareAndSet(null, cause);
        link.session().close();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public PeerId peer() {
        return link.peer();
    }

    @Override
    public PublicKey publicKey() {
        return link.publicKey();
    }

    @Override
    public Role role() {
        return link.route().role();
    }

    @Override
    public Multiaddr localAddress() {
        return link.route().local();
    }

    @Override
    public Multiaddr peerAddress() {
        return link.route().peer();
    }

    @Override
    public String transport() {
        return link.route().transport();
    }

    @Override
    public String security() {
        return link.security();
    }

    @Override
    public String muxer() {
        return link.muxer();
    }

    @Override
    public boolean limited() {
        return link.route().limited();
    }

    @Override
    public Instant openedAt() {
        return openedAt;
    }

    @Override
    public List<Stream> streams() {
        return List.copyOf(streams);
    }

    @Override
    public Stream open(ProtocolId... protocols) throws IOException {
        return Blocking.await(open(stream -> ((DefaultStream) stream).makeBlocking(), protocols));
    }

    @Override
    public boolean isOpen() {
        return closing.get() == null && !link.session().isClosing();
    }

    @Override
    public String closeReason() {
        return link.session().closed().isDone() ? link.session().closeReason() : "";
    }

    @Override
    public @Nullable CloseCause closeCause() {
        if (!link.session().closed().isDone()) {
            return null;
        }
        CloseCause cause = link.session().closeCause();
        CloseCause ours = closing.get();
        return cause == CloseCause.CLOSED && ours != null ? ours : cause;
    }

    @Override
    public void close() {
        close(CloseCause.CLOSED);
    }

    @Override
    public String toString() {
        return "connection " + id + " to " + peer() + " at " + peerAddress();
    }
}
