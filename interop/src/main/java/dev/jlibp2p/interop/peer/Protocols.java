package dev.jlibp2p.interop.peer;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.muxer.mplex.MplexConfig;
import dev.jlibp2p.muxer.mplex.MplexMuxer;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.resource.ResourceLimits;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.security.tls.TlsSecurity;
import dev.jlibp2p.transport.quic.QuicConfig;
import dev.jlibp2p.transport.quic.QuicLimits;
import dev.jlibp2p.transport.quic.QuicTransport;
import dev.jlibp2p.transport.websocket.WebSocketSettings;
import dev.jlibp2p.transport.websocket.WebSocketTransport;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What a host of ours speaks, by {@code --security noise,tls} and {@code --muxer yamux,mplex}, Noise and yamux if not given;
 * and QUIC, in datagrams of {@code --datagram} bytes, or WebSocket, where it listens on that.
 */
final class Protocols {

    /** What an Ethernet carries. */
    private static final String DATAGRAM = "1452";

    private final List<String> securities;

    private final List<String> muxers;

    private final boolean quic;

    private final boolean webSocket;

    private final int datagram;

    private final YamuxConfig yamux;

    Protocols(Arguments arguments, YamuxConfig yamux) {
        this.securities = names(arguments, "security", "noise");
        this.muxers = names(arguments, "muxer", "yamux");
        this.quic = arguments.values("listen").stream().anyMatch(address -> address.endsWith("/quic-v1"));
        this.webSocket = arguments.values("listen").stream().anyMatch(address -> address.endsWith("/ws"));
        this.datagram = Integer.parseInt(arguments.value("datagram").orElse(DATAGRAM));
        this.yamux = yamux;
    }

    /** Of a host that has nothing else yet. */
    Libp2pBuilder builder() {
        Libp2pBuilder builder = Libp2p.builder()
                // One peer does as much as a benchmark likes, from wherever it is.
                .resources(new ResourceManager(ResourceLimits.UNLIMITED))
                .securities(securities.stream()
                        .<Function<? super Identity, ? extends SecurityUpgrade>>map(
                                Protocols::security)
                        .toList())
                .muxers(muxers.stream().map(this::muxer).toList());
        if (webSocket) {
            builder.transport(
                    context -> new WebSocketTransport(context.loops(), context.random(), WebSocketSettings.defaults()));
        }
        return quic ? builder.transport(context -> new QuicTransport(context, quicConfig())) : builder;
    }

    private QuicConfig quicConfig() {
        QuicConfig usual = QuicConfig.defaults();
        return new QuicConfig(datagram, usual.initialWindow(), usual.retryAbove(), usual.segments(),
                usual.batchedReceive(), QuicLimits.defaults());
    }

    private static Function<Identity, SecurityUpgrade> security(String name) {
        return switch (name) {
            case "noise" -> NoiseSecurity::new;
            case "tls" -> identity -> new TlsSecurity(identity, Clock.systemUTC());
            default -> throw new IllegalArgumentException("security \"" + name + "\" (expected: noise or tls)");
        };
    }

    private StreamMuxer muxer(String name) {
        return switch (name) {
            case "yamux" -> new YamuxMuxer(yamux);
            case "mplex" -> new MplexMuxer(MplexConfig.defaults());
            default -> throw new IllegalArgumentException("muxer \"" + name + "\" (expected: yamux or mplex)");
        };
    }

    private static List<String> names(Arguments arguments, String name, String otherwise) {
        return Arrays.asList(arguments.value(name).orElse(otherwise).split(",", -1));
    }
}
