package dev.jlibp2p.spring;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a node is told by configuration; parts with a package of their own have properties of their own.
 *
 * @param dataDir Directory of everything the node keeps between two starts. One process at a time may use it.
 * @param agentVersion What the node calls itself when peers ask who it is.
 * @param listen Addresses to listen on. A list given replaces the default one; an address given has to be servable.
 * @param announce Addresses to tell peers instead of the detected ones. '{ordinal+30400}' becomes 30400 plus the ordinal of
 *     a StatefulSet's pod.
 * @param security Security protocols in order of preference.
 * @param muxers Stream multiplexers in order of preference.
 * @param upgradeTimeout Time a new connection has until its peer is proven and its streams can be used.
 */
@ConfigurationProperties("libp2p")
public record Libp2pProperties(@DefaultValue("./libp2p-data") Path dataDir, @Nullable String agentVersion,
        @Nullable List<Multiaddr> listen, @DefaultValue List<String> announce,
        @DefaultValue({
            "noise", "tls"}) List<Security> security,
        @DefaultValue("yamux") List<Muxer> muxers, @DefaultValue("10s") Duration upgradeTimeout,
        @DefaultValue Identify identify, @DefaultValue Ping ping, @DefaultValue Echo echo, @DefaultValue Perf perf,
        @DefaultValue Yamux yamux, @DefaultValue Transports transports, @DefaultValue Peerstore peerstore) {

    public Libp2pProperties {
        requirePositive("libp2p.upgrade-timeout", upgradeTimeout);
        requireSome("libp2p.security", security);
        requireSome("libp2p.muxers", muxers);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ", expected more than 0, for example 10s");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ", expected more than 0");
        }
    }

    private static void requireSome(String name, List<?> value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is empty, expected at least one; leave it out for the default");
        }
    }

    /** Protocols that encrypt a connection and prove its peer. */
    public enum Security {
        /** Noise XX. */
        NOISE,
        /** TLS 1.3. */
        TLS,
        /** No encryption at all, for tests; needs {@code libp2p.plaintext.allow}. */
        PLAINTEXT,
        /** The historic secio. */
        SECIO
    }

    /** Protocols that carry many streams on one connection. */
    public enum Muxer {
        /** Yamux. */
        YAMUX,
        /** The historic mplex, which has no flow control. */
        MPLEX,
        /** The historic SPDY. */
        SPDY,
        /** The historic muxado. */
        MUXADO
    }

    /**
     * Telling peers who we are.
     *
     * @param pushIntervalMin Shortest time between two pushes of our addresses and protocols to a peer.
     */
    public record Identify(@DefaultValue("5s") Duration pushIntervalMin) {

        public Identify {
            requirePositive("libp2p.identify.push-interval-min", pushIntervalMin);
        }
    }

    /**
     * Measuring round trips.
     *
     * @param interval Time between two pings of every connected peer. 0 turns them off.
     * @param timeout Time a peer has to answer a ping.
     */
    public record Ping(@DefaultValue("0s") Duration interval, @DefaultValue("10s") Duration timeout) {

        public Ping {
            if (interval.isNegative()) {
                throw new IllegalArgumentException(
                        "libp2p.ping.interval is " + interval + ", expected 0 (off) or more");
            }
            requirePositive("libp2p.ping.timeout", timeout);
        }
    }

    /**
     * The protocol /echo/1.0.0.
     *
     * @param enabled Whether peers may open streams that send everything back, for tests.
     */
    public record Echo(@DefaultValue("false") boolean enabled) {}

    /**
     * The protocol /perf/1.0.0.
     *
     * @param enabled Whether peers may measure throughput against this node. They can make it send as much as they like.
     */
    public record Perf(@DefaultValue("false") boolean enabled) {}

    /**
     * The muxer yamux.
     *
     * @param initialWindow Bytes a peer may send on a new stream before we read.
     * @param maxWindow Bytes a stream's window may grow to on fast or long links.
     * @param maxInboundStreams Streams a peer may have open on one connection.
     * @param acceptBacklog Streams we may open before the peer has accepted the first of them.
     * @param keepAlive Time between two signs of life on an idle connection. 0 turns them off.
     */
    public record Yamux(@DefaultValue("256KB") DataSize initialWindow, @DefaultValue("16MB") DataSize maxWindow,
            @DefaultValue("1024") int maxInboundStreams, @DefaultValue("256") int acceptBacklog,
            @DefaultValue("30s") Duration keepAlive) {

        public Yamux {
            config(initialWindow, maxWindow, maxInboundStreams, acceptBacklog, keepAlive);
        }

        YamuxConfig config() {
            return config(initialWindow, maxWindow, maxInboundStreams, acceptBacklog, keepAlive);
        }

        private static YamuxConfig config(DataSize initialWindow, DataSize maxWindow, int maxInboundStreams,
                int acceptBacklog, Duration keepAlive) {
            return new YamuxConfig(bytes(initialWindow), bytes(maxWindow), maxInboundStreams, acceptBacklog, keepAlive);
        }

        /** A size beyond an int stays out of the range that is checked next. */
        private static int bytes(DataSize size) {
            return Math.clamp(size.toBytes(), Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
    }

    /** The transports of this stage. */
    public record Transports(@DefaultValue Tcp tcp, @DefaultValue Memory memory) {}

    /**
     * The transport TCP.
     *
     * @param enabled Whether to dial over TCP and to listen on the default addresses. An explicit listen address switches it
     *     on.
     * @param noDelay Whether to send small segments at once (TCP_NODELAY).
     * @param portReuse Whether to dial from the port the node listens on, so that peers see an address others can try.
     */
    public record Tcp(@DefaultValue("true") boolean enabled, @DefaultValue("true") boolean noDelay,
            @DefaultValue("true") boolean portReuse) {}

    /**
     * The transport inside one process.
     *
     * @param enabled Whether to dial nodes of the same process. An explicit listen address switches it on.
     */
    public record Memory(@DefaultValue("false") boolean enabled) {}

    /**
     * What is remembered of peers.
     *
     * @param type Where peers are remembered.
     * @param maxPeers Peers remembered at most; the one not seen for longest is forgotten first.
     * @param maxAddressesPerPeer Addresses remembered of one peer at most.
     */
    public record Peerstore(@DefaultValue("memory") PeerstoreType type, @DefaultValue("100000") int maxPeers,
            @DefaultValue("64") int maxAddressesPerPeer) {

        public Peerstore {
            requirePositive("libp2p.peerstore.max-peers", maxPeers);
            requirePositive("libp2p.peerstore.max-addresses-per-peer", maxAddressesPerPeer);
        }
    }

    /** Where peers are remembered. */
    public enum PeerstoreType {
        /** In a database, across restarts. */
        JDBC,
        /** In this process, until it ends. */
        MEMORY
    }
}
