package dev.jlibp2p.spring.connection;

import dev.jlibp2p.gate.AccessEntry;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.AccessRule;
import dev.jlibp2p.gate.GateMode;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may connect. Entries are peer ids, IP addresses, ranges of them such as '10.0.0.0/8', and multiaddrs.
 *
 * @param mode Whether refusals are meant, or only counted to try rules out.
 * @param allow Who may connect. If not empty, nobody else may.
 * @param deny Who may not connect, whatever else allows it.
 */
@ConfigurationProperties("libp2p.gater")
public record GaterProperties(@DefaultValue("enforce") GateMode mode, @DefaultValue List<AccessRule> allow,
        @DefaultValue List<AccessRule> deny) {

    public GaterProperties {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    AccessGater gater(Clock clock, Ticker ticker) {
        AccessGater gater = new AccessGater(mode, clock, ticker);
        gater.replace(mode, allow.stream().map(AccessEntry::of).toList(),
                deny.stream().map(AccessEntry::of).toList());
        return gater;
    }
}
