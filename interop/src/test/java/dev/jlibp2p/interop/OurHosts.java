package dev.jlibp2p.interop;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.muxer.mplex.MplexConfig;
import dev.jlibp2p.muxer.mplex.MplexMuxer;
import dev.jlibp2p.muxer.yamux.YamuxConfig;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.transport.TransportFactory;
import dev.jlibp2p.transport.tcp.TcpTransport;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Our hosts, each with one security protocol and one muxer, listening on every transport; started when first asked for. */
final class OurHosts implements AutoCloseable {

    static final Set<TransportName> TRANSPORTS = EnumSet.of(TransportName.TCP);

    static final Set<SecurityName> SECURITIES = EnumSet.of(SecurityName.NOISE);

    static final Set<MuxerName> MUXERS = EnumSet.of(MuxerName.YAMUX, MuxerName.MPLEX);

    static final Set<Setting> SETTINGS = EnumSet.of(Setting.DEFAULT, Setting.NO_EARLY_MUXER);

    private final Map<Configuration, OurHost> started = new HashMap<>();

    /** What a host has one of. */
    private record Configuration(SecurityName security, MuxerName muxer, boolean isPrivate) {}

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

    private static Libp2pBuilder builder(Configuration configuration) {
        return Libp2p.builder()
                .identity(Identity.generate(KeyType.ED25519, new SecureRandom()))
                .transports(transports())
                .securities(List.of(security(configuration.security())))
                .muxers(List.of(muxer(configuration.muxer())))
                .listen(TRANSPORTS.stream().map(TransportName::listenAddress).toArray(String[]::new));
    }

    private static List<TransportFactory> transports() {
        return List.of(context -> new TcpTransport(context.loops(), true));
    }

    private static Function<Identity, SecurityUpgrade> security(SecurityName name) {
        return switch (name) {
            case NOISE -> NoiseSecurity::new;
            case TLS, PLAINTEXT, OWN -> throw new IllegalArgumentException("no security " + name);
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
