package dev.jlibp2p.spring;

import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.muxer.mplex.MplexConfig;
import dev.jlibp2p.muxer.mplex.MplexMuxer;
import dev.jlibp2p.muxer.yamux.YamuxMuxer;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.security.plaintext.PlaintextSecurity;
import dev.jlibp2p.security.tls.TlsSecurity;
import dev.jlibp2p.spring.Libp2pProperties.Muxer;
import dev.jlibp2p.spring.Libp2pProperties.Security;
import dev.jlibp2p.spring.address.AnnounceTemplates;
import dev.jlibp2p.spring.address.ListenAddresses;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import dev.jlibp2p.spring.security.PlaintextProperties;
import dev.jlibp2p.transport.TransportFactory;
import dev.jlibp2p.transport.memory.MemoryTransport;
import dev.jlibp2p.transport.tcp.TcpTransport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.core.env.Environment;

/** Applies {@link Libp2pProperties}, and refuses what this version has no code for. */
final class PropertiesHostCustomizer implements HostCustomizer {

    /** What streams get to end by themselves when the context stops; with what closing takes, well within a shutdown phase. */
    private static final Duration DRAIN = Duration.ofSeconds(5);

    private final Libp2pProperties properties;

    private final PlaintextProperties plaintext;

    private final ListenAddresses listen;

    private final Environment environment;

    PropertiesHostCustomizer(Libp2pProperties properties, PlaintextProperties plaintext, ListenAddresses listen,
            Environment environment) {
        this.properties = properties;
        this.plaintext = plaintext;
        this.listen = listen;
        this.environment = environment;
    }

    @Override
    public void customize(Libp2pBuilder builder) {
        builder.drain(DRAIN)
                .listen(listen.addresses())
                .announce(new AnnounceTemplates(environment).resolve("libp2p.announce", properties.announce()))
                .transports(transports())
                .securities(securities())
                .muxers(properties.muxers().stream().map(this::muxer).toList())
                .upgradeTimeout(properties.upgradeTimeout())
                .identifyPushInterval(properties.identify().pushIntervalMin());
        PropertyMapper.get().from(properties::agentVersion).to(builder::agentVersion);
        if (properties.echo().enabled()) {
            builder.handler(new Echo());
        }
        if (properties.perf().enabled()) {
            builder.service(new Perf());
        }
    }

    private List<TransportFactory> transports() {
        Libp2pProperties.Transports configured = properties.transports();
        List<TransportFactory> transports = new ArrayList<>();
        if (configured.tcp().enabled() || listen.explicitlyEndsIn(Protocol.TCP)) {
            transports.add(context -> new TcpTransport(context.loops(), configured.tcp().noDelay(),
                    configured.tcp().portReuse()));
        }
        if (configured.memory().enabled() || listen.explicitlyUses(Protocol.MEMORY)) {
            transports.add(context -> new MemoryTransport(context.loops().memory()));
        }
        return transports;
    }

    private List<Function<? super Identity, ? extends SecurityUpgrade>> securities() {
        return properties.security()
                .stream()
                .<Function<? super Identity, ? extends SecurityUpgrade>>map(this::security)
                .toList();
    }

    private Function<Identity, SecurityUpgrade> security(Security security) {
        return switch (security) {
            case NOISE -> NoiseSecurity::new;
            case TLS -> identity -> new TlsSecurity(identity, Clock.systemUTC());
            case PLAINTEXT -> {
                plaintext.requireAllowed();
                yield PlaintextSecurity::new;
            }
            case SECIO -> throw notServed("libp2p.security", security, Security.NOISE, Security.TLS);
        };
    }

    private StreamMuxer muxer(Muxer muxer) {
        return switch (muxer) {
            case YAMUX -> new YamuxMuxer(properties.yamux().config());
            case MPLEX -> new MplexMuxer(MplexConfig.defaults());
            case SPDY, MUXADO -> throw notServed("libp2p.muxers", muxer, Muxer.YAMUX, Muxer.MPLEX);
        };
    }

    static RefusedPropertyException notServed(String property, Enum<?> wanted, Enum<?>... served) {
        String choice = Arrays.stream(served).map(value -> "'" + text(value) + "'").collect(Collectors.joining(" or "));
        return new RefusedPropertyException(property, text(wanted), "this version has " + choice + " only",
                "Set it to " + choice + ", or leave it out");
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
