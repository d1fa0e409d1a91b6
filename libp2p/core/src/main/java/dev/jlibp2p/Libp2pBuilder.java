package dev.jlibp2p;

import dev.jlibp2p.address.AddressPattern;
import dev.jlibp2p.address.AddressSource;
import dev.jlibp2p.address.AnnounceRules;
import dev.jlibp2p.address.NetworkInterfaces;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.host.HostSettings;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.network.ConnectionManagerSettings;
import dev.jlibp2p.network.DialSettings;
import dev.jlibp2p.network.NetworkSettings;
import dev.jlibp2p.network.StreamHandlers;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.peerstore.PeerStoreLimits;
import dev.jlibp2p.protocol.identify.Identify;
import dev.jlibp2p.protocol.identify.IdentifySettings;
import dev.jlibp2p.protocol.ping.Ping;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.security.ConnectionProtector;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.security.pnet.PreSharedKey;
import dev.jlibp2p.security.pnet.PrivateNetworkRequiredException;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContext;
import dev.jlibp2p.transport.TransportFactory;
import dev.jlibp2p.transport.tcp.TcpTransport;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Host} together. Not thread-safe; {@link #build} may be called once. A part named more than once is replaced,
 * lists included, unless its method says it adds.
 */
public final class Libp2pBuilder {

    private final SecureRandom random = new SecureRandom();

    private final Ticker ticker = Ticker.systemTicker();

    private final Function<String, @Nullable String> environment;

    private final List<ProtocolHandler> handlers = new ArrayList<>();

    private final List<HostService> services = new ArrayList<>();

    private UnaryOperator<StreamHandler> around = UnaryOperator.identity();

    private @Nullable Identity identity;

    private @Nullable PeerStore peerStore;

    private @Nullable Ping ping;

    private List<Multiaddr> listen = List.of();

    private List<Multiaddr> listenIfPossible = List.of();

    private AnnounceRules announce = AnnounceRules.DETECTED;

    private List<TransportFactory> transports = List.of(context -> new TcpTransport(context.loops(), true));

    private List<Function<? super Identity, ? extends SecurityUpgrade>> securities = List
            .of(NoiseSecurity::new);

    private List<StreamMuxer> muxers = List.of(new YamuxMuxer(YamuxConfig.defaults()));

    private @Nullable PreSharedKey privateNetwork;

    private ConnectionGater gater = ConnectionGater.OPEN;

    private @Nullable ConnectionManager connections;

    private ResourceManager resources = ResourceManager.withDefaults();

    private Duration upgradeTimeout = Duration.ofSeconds(10);

    private Duration negotiationTimeout = Duration.ofSeconds(10);

    private DialSettings dials = DialSettings.DEFAULTS;

    /** Longer than a dead connection goes unnoticed, else the live one of two might be the one to go. */
    private Duration duplicateGrace = Duration.ofSeconds(45);

    private Duration drain = Duration.ZERO;

    private String agentVersion = Libp2pVersion.agentVersion();

    private Duration identifyPushInterval = Duration.ofSeconds(5);

    private Clock clock = Clock.systemUTC();

    Libp2pBuilder() {
        this(System::getenv);
    }

    /** @param environment tells the value of a variable, or {@code null} */
    Libp2pBuilder(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    /** Who the node is; without it, a new Ed25519 identity that nobody keeps. */
    public Libp2pBuilder identity(Identity identity) {
        this.identity = identity;
        return this;
    }

    /** Addresses to listen on; one that cannot be bound fails the start. */
    public Libp2pBuilder listen(String... addresses) {
        return listen(Arrays.stream(addresses).map(Multiaddr::of).toList());
    }

    /** Addresses to listen on; one that cannot be bound fails the start. */
    public Libp2pBuilder listen(Collection<Multiaddr> addresses) {
        this.listen = List.copyOf(addresses);
        return this;
    }

    /** Addresses to listen on; one that cannot be bound is dropped with a line in the log. */
    public Libp2pBuilder listenIfPossible(Collection<Multiaddr> addresses) {
        this.listenIfPossible = List.copyOf(addresses);
        return this;
    }

    /** What peers are told instead of what is detected. */
    public Libp2pBuilder announce(Collection<Multiaddr> addresses) {
        this.announce = announce.withAnnounce(addresses);
        return this;
    }

    /** What peers are told as well. */
    public Libp2pBuilder appendAnnounce(Collection<Multiaddr> addresses) {
        this.announce = announce.withAppend(addresses);
        return this;
    }

    /** What peers are never told, whoever says so. */
    public Libp2pBuilder noAnnounce(Collection<AddressPattern> patterns) {
        this.announce = announce.withSuppress(patterns);
        return this;
    }

    /** Ways to reach peers, instead of all named so far; TCP by default. */
    public Libp2pBuilder transports(List<TransportFactory> transports) {
        this.transports = List.copyOf(transports);
        return this;
    }

    /** Adds a way to reach peers. */
    public Libp2pBuilder transport(TransportFactory transport) {
        List<TransportFactory> all = new ArrayList<>(transports);
        all.add(transport);
        return transports(all);
    }

    /** Securities in order of preference; Noise by default. */
    public Libp2pBuilder securities(List<Function<? super Identity, ? extends SecurityUpgrade>> securities) {
        this.securities = List.copyOf(securities);
        return this;
    }

    /** Muxers in order of preference; yamux by default. */
    public Libp2pBuilder muxers(List<StreamMuxer> muxers) {
        this.muxers = List.copyOf(muxers);
        return this;
    }

    /**
     * Keeps the node within the private network of this key: it reaches, and is reached by, those who have it, over the
     * transports that the key can cover. Without one anybody may connect, unless the environment variable
     * {@code LIBP2P_FORCE_PNET} is 1: then {@link #build} fails with a {@link PrivateNetworkRequiredException}.
     */
    public Libp2pBuilder privateNetwork(PreSharedKey key) {
        this.privateNetwork = key;
        return this;
    }

    /** Where knowledge about peers is kept; in memory by default. */
    public Libp2pBuilder peerStore(PeerStore peerStore) {
        this.peerStore = peerStore;
        return this;
    }

    /** Limits; see {@link ResourceManager#withDefaults}. */
    public Libp2pBuilder resources(ResourceManager resources) {
        this.resources = resources;
        return this;
    }

    /** Who may connect; everybody by default. */
    public Libp2pBuilder gater(ConnectionGater gater) {
        this.gater = gater;
        return this;
    }

    /** Which connections are kept and which are made again; each host needs one of its own. */
    public Libp2pBuilder connectionManager(ConnectionManager connections) {
        this.connections = connections;
        return this;
    }

    /** One deadline for security and muxer of a new connection; 10 s by default. */
    public Libp2pBuilder upgradeTimeout(Duration timeout) {
        this.upgradeTimeout = timeout;
        return this;
    }

    /** How long the protocol of one stream may take to be settled, in either direction; 10 s by default. */
    public Libp2pBuilder negotiationTimeout(Duration timeout) {
        this.negotiationTimeout = timeout;
        return this;
    }

    /** One deadline for all addresses of a peer together; 15 s by default. */
    public Libp2pBuilder dialTimeout(Duration timeout) {
        this.dials = dials.withTimeout(timeout);
        return this;
    }

    /** How peers are dialled; {@code change} gets what was settled so far, at first {@link DialSettings#DEFAULTS}. */
    public Libp2pBuilder dials(UnaryOperator<DialSettings> change) {
        this.dials = change.apply(dials);
        return this;
    }

    /** How long an unused second connection to the same peer may stay; 45 s by default. */
    public Libp2pBuilder duplicateGrace(Duration grace) {
        this.duplicateGrace = grace;
        return this;
    }

    /**
     * How long a stop lets streams that are open end by themselves, while new ones are refused; nought by default. An idle
     * stream that stays open holds up every stop for that long.
     */
    public Libp2pBuilder drain(Duration patience) {
        this.drain = patience;
        return this;
    }

    /** Ping with settings of its own; a timeout of 10 s by default. */
    public Libp2pBuilder ping(Ping ping) {
        this.ping = ping;
        return this;
    }

    /** What identify says of this implementation; {@code jlibp2p/<version>} by default. */
    public Libp2pBuilder agentVersion(String agentVersion) {
        this.agentVersion = agentVersion;
        return this;
    }

    /** The least time between two identify pushes; 5 s by default. */
    public Libp2pBuilder identifyPushInterval(Duration interval) {
        this.identifyPushInterval = interval;
        return this;
    }

    /** Adds a protocol. */
    public Libp2pBuilder handler(ProtocolHandler handler) {
        handlers.add(handler);
        return this;
    }

    /**
     * Adds something around every {@link StreamHandler} of the node, whoever registers it and when: what it returns is called
     * instead, on the stream's own thread. The one added last is the outermost.
     */
    public Libp2pBuilder aroundHandlers(UnaryOperator<StreamHandler> outer) {
        UnaryOperator<StreamHandler> inner = around;
        this.around = handler -> outer.apply(inner.apply(handler));
        return this;
    }

    /** Adds something that runs as long as the host. */
    public Libp2pBuilder service(HostService service) {
        services.add(service);
        return this;
    }

    /** The wall clock, for signed validity and display only. */
    public Libp2pBuilder clock(Clock clock) {
        this.clock = clock;
        return this;
    }

    /** The host, not started. */
    public Host build() {
        Identity self = identity == null ? Identity.generate(KeyType.ED25519, random) : identity;
        PeerStore store = peerStore == null ? PeerStore.inMemory(ticker, PeerStoreLimits.DEFAULTS) : peerStore;
        StreamHandlers streamHandlers = new StreamHandlers(around);
        handlers.forEach(handler -> handler.protocols().forEach(protocol -> streamHandlers.add(protocol, handler)));
        List<SecurityUpgrade> upgrades = securities.stream().<SecurityUpgrade>map(made -> made.apply(self)).toList();
        NetworkSettings network = new NetworkSettings(self.peerId(), upgrades, muxers, protector(), resources, gater,
                store,
                streamHandlers, upgradeTimeout, negotiationTimeout, dials, duplicateGrace, clock, ticker);
        List<HostService> all = new ArrayList<>();
        all.add(ping == null ? new Ping(random, ticker, Duration.ofSeconds(10)) : ping);
        all.add(new Identify(self,
                new IdentifySettings(agentVersion, IdentifySettings.PROTOCOL_VERSION, identifyPushInterval), clock,
                ticker));
        all.addAll(services);
        List<Function<EventLoops, Transport>> made = transports.stream()
                .<Function<EventLoops, Transport>>map(
                        factory -> loops -> factory.create(new TransportContext(loops, self, ticker, clock, random)))
                .toList();
        AddressSource addresses = new AddressSource(NetworkInterfaces.ofThisMachine(), announce);
        ConnectionManager manager = connections == null
                ? ConnectionManager.of(ConnectionManagerSettings.DEFAULTS, ticker, random)
                : connections;
        resources.favour(addressesOf(manager)::contains, manager::isProtected);
        return Host
                .of(new HostSettings(self, listen, listenIfPossible, addresses, network, manager, made, all, drain));
    }

    private @Nullable ConnectionProtector protector() {
        if (privateNetwork != null) {
            return privateNetwork.protector(random);
        }
        if ("1".equals(environment.apply(PrivateNetworkRequiredException.VARIABLE))) {
            throw new PrivateNetworkRequiredException();
        }
        return null;
    }

    /** From where persistent peers come, as far as they are given by address. */
    private static Set<InetAddress> addressesOf(ConnectionManager manager) {
        return manager.settings()
                .persistentPeers()
                .stream()
                .flatMap(address -> address.socketAddress().stream())
                .map(InetSocketAddress::getAddress)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The host, started. */
    public Host start() throws IOException {
        Host host = build();
        host.start();
        return host;
    }
}
