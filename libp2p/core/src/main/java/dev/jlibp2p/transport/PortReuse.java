package dev.jlibp2p.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dials that start from a port we listen on, so that peers see that one: what they observe is then an address others can try.
 * A port is bound exclusively first and shared then, so that one that somebody else holds is still noticed.
 */
public final class PortReuse {

    private static final Logger log = LoggerFactory.getLogger(PortReuse.class);

    /** SOL_SOCKET and SO_REUSEPORT of Linux on x86 and ARM; Netty's own option is unknown to its client channels. */
    private static final IntegerUnixChannelOption EPOLL_OPTION = new IntegerUnixChannelOption("SO_REUSEPORT", 1, 15);

    private PortReuse() {}

    /** Makes what the bootstrap opens able to start from {@link TcpPorts#dialFrom a shared port}. */
    public static void prepare(Bootstrap bootstrap) {
        bootstrap.option(ChannelOption.SO_REUSEADDR, true);
        if (EventLoops.epoll()) {
            bootstrap.option(EPOLL_OPTION, 1);
        } else {
            bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        }
    }

    /**
     * Whether a dial failed because of the port it started from, so that another one may help: it is taken, or has a connection
     * to the same peer already. Types differ between transports, words do not.
     */
    public static boolean isToBlame(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
            if (cause instanceof BindException || cause instanceof IOException
                    && (message.contains("address already in use") || message.contains("assign requested address"))) {
                return true;
            }
        }
        return false;
    }

    /** Sets the option on a bound channel; false where the system has none such. */
    static boolean allow(Channel bound) {
        try {
            return EventLoops.epoll()
                    ? bound.config().setOption(EPOLL_OPTION, 1)
                    : bound.config().setOption(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        } catch (ChannelException | UnsupportedOperationException e) {
            log.info("dials do not start from {}: {}", bound.localAddress(), e.getMessage());
            return false;
        }
    }

    /** Where a dial to {@code peer} binds to start from the port of {@code listening}; empty when it cannot. */
    static Optional<InetSocketAddress> from(InetSocketAddress listening, InetSocketAddress peer) {
        InetAddress own = listening.getAddress();
        InetAddress other = peer.getAddress();
        boolean isItself = other.isLoopbackAddress() && listening.getPort() == peer.getPort();
        if (isItself) {
            return Optional.empty();
        }
        if (own.isAnyLocalAddress()) {
            return own instanceof Inet6Address || !(other instanceof Inet6Address)
                    ? Optional.of(new InetSocketAddress(any(other), listening.getPort()))
                    : Optional.empty();
        }
        boolean isReachable = own.getClass() == other.getClass()
                && own.isLoopbackAddress() == other.isLoopbackAddress()
                && own.isLinkLocalAddress() == other.isLinkLocalAddress();
        return isReachable ? Optional.of(listening) : Optional.empty();
    }

    private static InetAddress any(InetAddress likeThis) {
        try {
            return InetAddress.getByAddress(new byte[likeThis.getAddress().length]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are an address", e);
        }
    }
}
