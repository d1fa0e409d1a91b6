package dev.jlibp2p.interop;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.muxer.mplex.MplexConfig;
import dev.jlibp2p.muxer.mplex.MplexMuxer;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.security.plaintext.PlaintextSecurity;
import dev.jlibp2p.security.pnet.PreSharedKey;
import dev.jlibp2p.security.tls.TlsSecurity;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContext;
import dev.jlibp2p.transport.quic.QuicConfig;
import dev.jlibp2p.transport.quic.QuicTransport;
import dev.jlibp2p.transport.tcp.TcpTransport;
import dev.jlibp2p.transport.websocket.WebSocketSettings;
import dev.jlibp2p.transport.websocket.WebSocketTransport;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Our hosts, each with one security protocol and one muxer, listening on every transport; started when first asked for. */
final class OurHosts implements AutoCloseable {

    private final WebSocketSettings webSocket;

    private final Path networkKey;

    private final Map<Configuration, OurHost> started = new HashMap<>();

    /** What a host has one of. */
    private record Configuration(SecurityName security, MuxerName muxer, boolean isPrivate) {}

    OurHosts(KeyFiles files) throws IOException {
        this.networkKey = files.networkKey();
        SslContext trust = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(files.authority().toFile())
                .build();
        SslContext certificate = SslContextBuilder
                .forServer(files.certificate().toFile(), files.certificateKey().toFile())
                .sslProvider(SslProvider.JDK)
                .build();
        this.webSocket = WebSocketSettings.defaults().withTrust(() -> trust).withCertificate(() -> certificate);
    }

    OurHost speaking(Combination combination) throws IOException {
        boolean isPrivate = combination.setting() == Setting.PRIVATE_NETWORK;
        Configuration wanted = new Configuration(combination.security() == SecurityName.OWN
                ? SecurityName.NOISE
                : combination.security(),
                combination.muxer() == MuxerName.OWN
                        ? MuxerName.YAMUX
                        : combination.muxer(),
                isPrivate);
        OurHost host = started.get(wanted);
        if (host == null) {
            host = new OurHost(builder(wanted));
            started.put(wanted, host);
        }
        return host;
    }

    private Libp2pBuilder builder(Configuration configuration) throws IOException {
        Libp2pBuilder builder = Libp2p.builder()
                .identity(Identity.generate(KeyType.ED25519, new SecureRandom()))
                .securities(List.of(security(configuration.security())))
                .muxers(List.of(muxer(configuration.muxer())));
        if (configuration.isPrivate()) {
            return builder.privateNetwork(PreSharedKey.read(Files.readAllBytes(networkKey)))
                    .transports(List.of(this::tcp, this::webSocket))
                    .listen(addresses(EnumSet.complementOf(EnumSet.of(TransportName.QUIC_V1)),
                            Setting.PRIVATE_NETWORK));
        }
        List<Multiaddr> addresses = new ArrayList<>(addresses(EnumSet.allOf(TransportName.class), Setting.DEFAULT));
        if (Setting.IP6.isPossible()) {
            addresses.addAll(addresses(EnumSet.allOf(TransportName.class), Setting.IP6));
        }
        return builder.transports(List.of(this::tcp, this::webSocket, this::quic)).listen(addresses);
    }

    private static List<Multiaddr> addresses(Set<TransportName> transports, Setting setting) {
        return transports.stream().map(transport -> Multiaddr.of(transport.listenAddress(setting))).toList();
    }

    private Transport tcp(TransportContext context) {
        return new TcpTransport(context.loops(), true);
    }

    private Transport webSocket(TransportContext context) {
        return new WebSocketTransport(context.loops(), context.random(), webSocket);
    }

    private Transport quic(TransportContext context) {
        return new QuicTransport(context, QuicConfig.defaults());
    }

    private static Function<Identity, SecurityUpgrade> security(SecurityName name) {
        return switch (name) {
            case NOISE -> NoiseSecurity::new;
            case TLS -> identity -> new TlsSecurity(identity, Clock.systemUTC());
            case PLAINTEXT -> PlaintextSecurity::new;
            case OWN -> throw new IllegalArgumentException("no security " + name);
        };
    }

    private static StreamMuxer muxer(MuxerName name) {
        return switch (name) {
            case YAMUX -> new YamuxMuxer(YamuxConfig.defaults());
            case MPLEX -> new MplexMuxer(MplexConfig.defaults());
            case OWN -> throw new IllegalArgumentException("no muxer " + name);
        };
    }

    @Override
    public void close() {
        started.values().forEach(OurHost::close);
    }
}
