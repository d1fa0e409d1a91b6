package dev.jlibp2p.transport.quic;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContext;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.quic.Quic;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * QUIC v1: {@code /ip4/…/udp/…/quic-v1} and {@code /ip6/…/udp/…/quic-v1}. A connection is secured by TLS 1.3 with libp2p
 * certificates and has streams of its own, so nothing is negotiated but whom one speaks to.
 *
 * <p>A node that listens dials from the port it listens on, so that peers see that port; one that does not dials from one
 * port for each family. {@code /ip6/::} listens on both families with one socket, {@code /ip4/0.0.0.0} on IPv4 alone.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/quic/README.md">libp2p QUIC</a>
 */
public final class QuicTransport implements Transport {

    static final String NAME = "quic-v1";

    private static final Multiaddr SUFFIX = Multiaddr.of("/quic-v1");

    private final EventLoopGroup loops;

    private final QuicParts parts;

    private final QuicPorts ports;

    /** Throws an {@link IllegalStateException} where the native library is missing; see {@link #unavailability}. */
    public QuicTransport(TransportContext context, QuicConfig config) {
        this(context, config, available(context));
    }

    QuicTransport(TransportContext context, QuicConfig config, QuicTls tls) {
        this.loops = context.loops().sockets();
        this.parts = new QuicParts(context, config, tls);
        this.ports = new QuicPorts(loops, parts);
    }

    /** Why this machine has no QUIC; empty if it has. Loads the native library, which takes some hundred milliseconds. */
    public static String unavailability() {
        Throwable cause = Quic.unavailabilityCause();
        if (cause == null) {
            return "";
        }
        Throwable first = cause;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return "the native library did not load (" + first.getMessage()
                + "); add netty-codec-native-quic with the classifier of this machine";
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean handles(Multiaddr address) {
        List<Component> parts = address.withoutPeer().components();
        return parts.size() == 3 && parts.get(2).protocol() == Protocol.QUIC_V1
                && parts.get(1).protocol() == Protocol.UDP
                && (parts.get(0).protocol() == Protocol.IP4 || parts.get(0).protocol() == Protocol.IP6);
    }

    @Override
    public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
        InetSocketAddress peer = socketAddress(address);
        try {
            QuicPorts.DialPort from = ports.towards(peer.getAddress(), context.upgrader());
            // Of the loop the connection will live on: there whoever takes it over has to be told of it.
            Promise<SecuredMuxer> link = from.loop().newPromise();
            from.port().addListener((Future<QuicPort> ready) -> {
                if (ready.isSuccess()) {
                    dial(ready.getNow(), address, context, link);
                } else {
                    link.tryFailure(new IOException("cannot reach " + address + ": no UDP port to dial from: "
                            + ready.cause().getMessage(), ready.cause()));
                }
            });
            return link;
        } catch (RejectedExecutionException | IllegalStateException e) {
            return ImmediateEventExecutor.INSTANCE
                    .newFailedFuture(new IOException("cannot reach " + address + ": " + e.getMessage(), e));
        }
    }

    @Override
    public Future<Listener> listen(Multiaddr address, ListenContext context) {
        Promise<Listener> listening = loops.next().newPromise();
        ports.bind(socketAddress(address), context.upgrader()).addListener((Future<QuicPort> bound) -> {
            if (bound.isSuccess()) {
                QuicPort port = bound.getNow();
                port.listen(context);
                listening.setSuccess(new QuicListener(port));
            } else {
                listening.setFailure(new IOException("cannot listen on " + address + ": " + bound.cause().getMessage(),
                        bound.cause()));
            }
        });
        return listening;
    }

    @Override
    public Future<Void> close() {
        return ports.close();
    }

    QuicPorts ports() {
        return ports;
    }

    static Multiaddr multiaddr(InetSocketAddress address) {
        return Multiaddr.of(address, Protocol.UDP).encapsulate(SUFFIX);
    }

    static InetSocketAddress socketAddress(Multiaddr address) {
        return address.socketAddress()
                .orElseThrow(() -> new IllegalArgumentException(
                        address + " is no QUIC address (expected: /ip4/…/udp/…/quic-v1)"));
    }

    private static QuicTls available(TransportContext context) {
        String missing = unavailability();
        if (!missing.isEmpty()) {
            throw new IllegalStateException("no QUIC here: " + missing);
        }
        return QuicTls.of(context);
    }

    private void dial(QuicPort port, Multiaddr address, DialContext context, Promise<SecuredMuxer> link) {
        port.eventLoop().execute(() -> {
            if (link.isDone()) {
                port.release();
            } else {
                new QuicDial(port, parts, address, context, link).start(socketAddress(address));
            }
        });
    }
}
