package dev.jlibp2p.interop.peer;

import dev.jlibp2p.Libp2pVersion;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.network.ConnectionManager;
import dev.jlibp2p.network.ConnectionManagerSettings;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.protocol.ping.Ping;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Our host as a peer of the benchmark. Arguments as for the foreign peers: {@code --listen <multiaddr>} (repeatable),
 * {@code --key-type}, {@code --security}, {@code --muxer}; and
 * {@code --blocking}: request-response by blocking handlers and calls on virtual threads rather than on
 * the event loop.
 */
public final class JavaPeer {

    static final ProtocolId REQUEST_RESPONSE = ProtocolId.of("/test/reqres/1.0.0");

    /** Waits for a first byte that never comes, on the event loop. */
    static final ProtocolId IDLE = ProtocolId.of("/test/idle/1.0.0");

    /** The same in a blocking handler. */
    static final ProtocolId IDLE_BLOCKING = ProtocolId.of("/test/idle-blocking/1.0.0");

    /** As in the other peers, limits that only guard against strangers are lifted. */
    private static final int STREAMS = 16_000;

    /** None is closed to make room: idle ones are what is measured. */
    private static final int CONNECTIONS = 1_000_000;

    private JavaPeer() {}

    public static void main(String... args) throws IOException {
        Arguments arguments = new Arguments(args);
        SecureRandom random = new SecureRandom();
        KeyType keyType = KeyType.of(arguments.value("key-type").orElse("ed25519"));
        Ping ping = new Ping(random, Ticker.systemTicker(), Duration.ofSeconds(15));
        YamuxConfig usual = YamuxConfig.defaults();
        YamuxConfig yamux = new YamuxConfig(usual.initialWindow(), usual.maxWindow(), STREAMS, usual.acceptBacklog(),
                usual.keepAlive());
        Protocols protocols = new Protocols(arguments, yamux);
        Host host = protocols.builder()
                .identity(Identity.generate(keyType, random))
                .listen(arguments.values("listen").toArray(String[]::new))
                .ping(ping)
                .connectionManager(ConnectionManager.of(
                        ConnectionManagerSettings.DEFAULTS.withWater(CONNECTIONS, CONNECTIONS), Ticker.systemTicker(),
                        random))
                .service(new Perf())
                .handler(new Echo())
                .build();
        handle(host, arguments.flag("blocking"));
        host.start();
        List<String> addresses = host.addresses()
                .listen()
                .stream()
                .map(address -> host.id().addTo(address).toString())
                .toList();
        HostCommands commands = new HostCommands(host, protocols, ping, arguments.flag("blocking"));
        new ControlProtocol(commands::run).serve(Map.of("peerId", host.id().toString(), "addrs", addresses, "library",
                "jlibp2p", "version", Libp2pVersion.agentVersion()));
    }

    private static void handle(Host host, boolean blocking) {
        if (blocking) {
            host.handle(REQUEST_RESPONSE, RequestResponseServer::blocking);
        } else {
            host.handleOnLoop(REQUEST_RESPONSE, RequestResponseServer::onLoop);
        }
        host.handleOnLoop(IDLE, stream -> stream.channel().config().setAutoRead(true));
        host.handle(IDLE_BLOCKING, stream -> stream.input().read());
    }
}
