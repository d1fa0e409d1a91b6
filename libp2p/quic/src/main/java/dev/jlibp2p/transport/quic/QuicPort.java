package dev.jlibp2p.transport.quic;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Upgrader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One open UDP port: accepts connections while it listens, and dials from the same port. Everything on it runs on one event
 * loop. It is open as long as somebody uses it, for connections outlive their listener.
 */
final class QuicPort {

    /** Nobody can use it any more. */
    private static final int CLOSED = -1;

    private final Channel socket;

    /** Completed by whoever removes the handlers: the loop may be ending. */
    private final Promise<Void> gone;

    private final InitialGate gate;

    private final PortDemultiplexer demultiplexer;

    /** How long an unused port stays open for the next dial. */
    private final long lingerMillis;

    private final AtomicInteger users = new AtomicInteger(1);

    private volatile @Nullable ListenContext listening;

    /** On a socket that is registered and not bound yet; with one user. */
    QuicPort(Channel socket, QuicParts parts, long lingerMillis) {
        this.socket = socket;
        this.lingerMillis = lingerMillis;
        this.gone = ImmediateEventExecutor.INSTANCE.newPromise();
        this.gate = new InitialGate(parts.config().limits(), parts.ticker());
        this.demultiplexer = new PortDemultiplexer(parts.serverCodec(new Accept(), gate::isCrowded),
                parts.clientCodec(), gate,
                () -> gone.trySuccess(null));
    }

    Channel socket() {
        return socket;
    }

    InitialGate gate() {
        return gate;
    }

    PortDemultiplexer demultiplexer() {
        return demultiplexer;
    }

    EventLoop eventLoop() {
        return socket.eventLoop();
    }

    InetSocketAddress bound() {
        return (InetSocketAddress) socket.localAddress();
    }

    boolean isListening() {
        return listening != null;
    }

    /** One user more; false if the port is closed. */
    boolean acquire() {
        int now;
        do {
            now = users.get();
            if (now == CLOSED) {
                return false;
            }
        } while (!users.compareAndSet(now, now + 1));
        return true;
    }

    /** One user less; the last one closes the port. */
    void release() {
        if (users.updateAndGet(now -> now == CLOSED ? CLOSED : now - 1) != 0) {
            return;
        }
        if (lingerMillis == 0 || eventLoop().isShuttingDown()) {
            closeIfUnused();
        } else {
            eventLoop().schedule(this::closeIfUnused, lingerMillis, TimeUnit.MILLISECONDS);
        }
    }

    /** From now on strangers are answered. */
    void listen(ListenContext context) {
        listening = context;
        eventLoop().execute(() -> demultiplexer.accepting(true));
    }

    /** Strangers are answered no more; the future completes when the port is closed, or kept open by connections only. */
    Future<Void> stopListening() {
        if (listening == null) {
            return socket.eventLoop().newSucceededFuture(null);
        }
        listening = null;
        if (!eventLoop().isShuttingDown()) {
            eventLoop().execute(() -> demultiplexer.accepting(false));
        }
        release();
        return users.get() == CLOSED ? gone : socket.eventLoop().newSucceededFuture(null);
    }

    /** Ends everything that uses the port. */
    Future<Void> close() {
        users.set(CLOSED);
        socket.close();
        return gone;
    }

    /** Sends bytes that are not QUIC's, from this port and on any thread. The first must be below 0x40. */
    Future<Void> send(ByteBuf bytes, InetSocketAddress peer) {
        Promise<Void> sent = eventLoop().newPromise();
        eventLoop().execute(() -> demultiplexer.send(new DatagramPacket(bytes, peer)).addListener(done -> {
            if (done.isSuccess()) {
                sent.trySuccess(null);
            } else {
                sent.tryFailure(done.cause());
            }
        }));
        return sent;
    }

    /** The way of a link over this port. */
    Route route(Role role, InetSocketAddress peer) {
        InetSocketAddress local = bound();
        if (local.getAddress().isAnyLocalAddress()) {
            local = new InetSocketAddress(SourceAddress.towards(peer, local.getAddress()), local.getPort());
        }
        return new Route(QuicTransport.NAME, role, QuicTransport.multiaddr(local), QuicTransport.multiaddr(peer),
                false);
    }

    /** Of a connection that is not begun yet and for which this port is acquired. */
    QuicSession session(QuicChannel connection, Route route) {
        connection.closeFuture().addListener(end -> release());
        QuicSession session = new QuicSession(connection, route, demultiplexer::afterReads);
        connection.pipeline().addLast(session);
        return session;
    }

    static Future<SecuredMuxer> upgrade(Upgrader upgrader, QuicSession session, @Nullable PeerId expected) {
        QuicChannel connection = session.channel();
        try {
            return upgrader.upgrade(connection, session.route(), expected, session.handshake(),
                    new QuicStreams(session));
        } catch (RuntimeException e) {
            connection.close();
            return connection.eventLoop().newFailedFuture(new IOException("no upgrade of " + connection, e));
        }
    }

    private void closeIfUnused() {
        if (users.compareAndSet(0, CLOSED)) {
            socket.close();
        }
    }

    /** Every connection a stranger begins; sharable, as the library demands. */
    private final class Accept extends ChannelInitializer<QuicChannel> {

        @Override
        protected void initChannel(QuicChannel connection) {
            long initial = demultiplexer.currentInitial();
            ListenContext context = listening;
            InetSocketAddress peer = (InetSocketAddress) connection.remoteSocketAddress();
            if (context == null || peer == null || !acquire()) {
                connection.close();
                return;
            }
            gate.begun(initial);
            QuicSession session = session(connection, route(Role.RESPONDER, peer));
            session.handshake().done().addListener(done -> gate.settled(initial));
            upgrade(context.upgrader(), session, null).addListener((Future<SecuredMuxer> done) -> {
                if (done.isSuccess()) {
                    context.links().accept(done.getNow());
                }
            });
        }
    }
}
