package dev.jlibp2p.transport;

import dev.jlibp2p.transport.TcpPorts.Lease;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** One listening socket and who has a part in it. */
final class TcpPort {

    /** How long a connection to a shared port has to show by its first bytes what it is; as in go. */
    private static final Duration FIRST_BYTES_TIMEOUT = Duration.ofSeconds(5);

    private final ConcurrentMap<FirstBytes, ChannelHandler> children = new ConcurrentHashMap<>();

    private final Upgrader upgrader;

    private volatile @Nullable Channel channel;

    private volatile boolean sharedWithDials;

    TcpPort(FirstBytes begins, Upgrader upgrader, ChannelHandler child) {
        this.upgrader = upgrader;
        children.put(begins, child);
    }

    /** The first lease, once it is bound. */
    Lease opened(Channel bound, FirstBytes begins, ChannelHandler child) {
        channel = bound;
        return new DefaultLease(bound, begins, child);
    }

    Lease share(FirstBytes begins, Upgrader alsoFor, ChannelHandler child) throws IOException {
        Channel bound = Objects.requireNonNull(channel);
        if (upgrader.scrambles() || alsoFor.scrambles()) {
            throw new IOException(
                    "Address already in use: the key of a private network scrambles the first bytes of every"
                            + " connection, by which transports that share a port are told apart; give each a port of its own");
        }
        if (children.putIfAbsent(begins, child) != null) {
            throw new BindException("Address already in use: " + bound.localAddress());
        }
        if (!bound.isOpen()) {
            throw new IOException("the socket on " + bound.localAddress() + " is just being closed; try again");
        }
        return new DefaultLease(bound, begins, child);
    }

    /** What is bound, if dials may start from there. */
    Optional<InetSocketAddress> sharedWithDials() {
        Channel bound = channel;
        return sharedWithDials && bound != null && bound.localAddress() instanceof InetSocketAddress local
                ? Optional.of(local)
                : Optional.empty();
    }

    /** What handles the next accepted channel. */
    ChannelHandler child() {
        Map<FirstBytes, ChannelHandler> now = Map.copyOf(children);
        return now.size() == 1
                ? now.values().iterator().next()
                : new PortDemux(now, upgrader, FIRST_BYTES_TIMEOUT);
    }

    private final class DefaultLease implements Lease {

        private final Channel bound;

        private final FirstBytes begins;

        private final ChannelHandler child;

        DefaultLease(Channel bound, FirstBytes begins, ChannelHandler child) {
            this.bound = bound;
            this.begins = begins;
            this.child = child;
        }

        @Override
        public InetSocketAddress local() {
            return (InetSocketAddress) bound.localAddress();
        }

        @Override
        public void shareWithDials() {
            sharedWithDials = PortReuse.allow(bound);
        }

        @Override
        public Future<Void> close() {
            children.remove(begins, child);
            return children.isEmpty() ? bound.close() : bound.eventLoop().newSucceededFuture(null);
        }
    }
}
