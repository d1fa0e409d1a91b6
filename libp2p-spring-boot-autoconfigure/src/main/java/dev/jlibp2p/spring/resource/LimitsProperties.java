package dev.jlibp2p.spring.resource;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.resource.AcceptLimits;
import dev.jlibp2p.resource.Capacity;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceLimits;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * What peers may cost. Every limit left out is scaled from memory and file descriptors, and printed at the start.
 *
 * @param enabled Whether limits refuse anything.
 * @param memory Bytes that everything received and not consumed may take; the other limits are scaled from it.
 * @param fileDescriptors Descriptors for connections, from which the limits of connections are scaled.
 * @param protocols Limits of the streams of one protocol, by its id in brackets, such as '[/echo/1.0.0]'. For each of them
 *     'streams-inbound', 'streams-outbound' and 'memory'.
 */
@ConfigurationProperties("libp2p.limits")
public record LimitsProperties(@DefaultValue("true") boolean enabled, @Nullable DataSize memory,
        @Nullable Integer fileDescriptors, @DefaultValue Scope system, @DefaultValue @Name("transient") Scope unproven,
        @DefaultValue Scope peer, @DefaultValue Map<ProtocolId, Protocol> protocols,
        @DefaultValue AcceptRate acceptRate) {

    private static final String PREFIX = "libp2p.limits.";

    public LimitsProperties {
        protocols = Map.copyOf(protocols);
        requirePositive("memory", memory == null ? null : memory.toBytes());
        requirePositive("file-descriptors", fileDescriptors);
        system.check("system.");
        unproven.check("transient.");
        peer.check("peer.");
        protocols.forEach((id, protocol) -> protocol.check("protocols[" + id + "]."));
    }

    /** What the limits are scaled to: the process, but for what is set here. */
    Capacity capacity() {
        Capacity process = Capacity.ofThisProcess();
        return new Capacity(memory == null ? process.memory() : memory.toBytes(),
                Objects.requireNonNullElse(fileDescriptors, process.fileDescriptors()), process.processors());
    }

    /** The limits in force. */
    ResourceLimits limits() {
        if (!enabled) {
            return ResourceLimits.UNLIMITED;
        }
        ResourceLimits scaled = ResourceLimits.scaledTo(capacity());
        Limits ofPeer = peer.over(scaled.peer());
        long ofConnection = peer.memory() == null ? scaled.connection().memory() : ofPeer.memory();
        Limits connection = new Limits(0, 0, ofPeer.streamsInbound(), ofPeer.streamsOutbound(), ofConnection);
        Map<ProtocolId, Limits> named = new LinkedHashMap<>();
        protocols.forEach((id, protocol) -> named.put(id, protocol.over(scaled.protocol())));
        return new ResourceLimits(system.over(scaled.system()), unproven.over(scaled.unproven()), ofPeer, connection,
                scaled.protocol(), named, acceptRate.limits());
    }

    private static void requirePositive(String name, @Nullable Number value) {
        if (value != null && value.longValue() <= 0) {
            throw new IllegalArgumentException(PREFIX + name + " is " + value
                    + ", expected more than 0; leave it out to have it derived");
        }
    }

    private static void requireNotNegative(String name, @Nullable Number value) {
        if (value != null && value.longValue() < 0) {
            throw new IllegalArgumentException(
                    PREFIX + name + " is " + value + ", expected 0 or more; leave it out to have it scaled");
        }
    }

    private static int or(@Nullable Integer set, int scaled) {
        return set == null ? scaled : set;
    }

    private static long or(@Nullable DataSize set, long scaled) {
        return set == null ? scaled : set.toBytes();
    }

    /** Limits of one scope; each left out is scaled. */
    public record Scope(@Nullable Integer connectionsInbound, @Nullable Integer connectionsOutbound,
            @Nullable Integer streamsInbound, @Nullable Integer streamsOutbound, @Nullable DataSize memory) {

        private void check(String scope) {
            requireNotNegative(scope + "connections-inbound", connectionsInbound);
            requireNotNegative(scope + "connections-outbound", connectionsOutbound);
            requireNotNegative(scope + "streams-inbound", streamsInbound);
            requireNotNegative(scope + "streams-outbound", streamsOutbound);
            requireNotNegative(scope + "memory", memory == null ? null : memory.toBytes());
        }

        private Limits over(Limits scaled) {
            return new Limits(or(connectionsInbound, scaled.connectionsInbound()),
                    or(connectionsOutbound, scaled.connectionsOutbound()), or(streamsInbound, scaled.streamsInbound()),
                    or(streamsOutbound, scaled.streamsOutbound()), or(memory, scaled.memory()));
        }
    }

    /** Limits of the streams of one protocol; each left out is scaled. */
    public record Protocol(@Nullable Integer streamsInbound, @Nullable Integer streamsOutbound,
            @Nullable DataSize memory) {

        private void check(String protocol) {
            requireNotNegative(protocol + "streams-inbound", streamsInbound);
            requireNotNegative(protocol + "streams-outbound", streamsOutbound);
            requireNotNegative(protocol + "memory", memory == null ? null : memory.toBytes());
        }

        private Limits over(Limits scaled) {
            return new Limits(0, 0, or(streamsInbound, scaled.streamsInbound()),
                    or(streamsOutbound, scaled.streamsOutbound()), or(memory, scaled.memory()));
        }
    }

    /**
     * How fast and how many links come from one address, which is an IPv4 address or an IPv6 /56, of private ones a single
     * address. The networks around public ones may have more. Loopback addresses are exempt.
     *
     * @param perIp New links a second that peers may open from one address, in the long run.
     * @param burst New links that peers may open from one address at once.
     * @param connectionsPerIp Links that peers may have open from one public address. Private ones are not counted: a cluster
     *     or a gateway hides any number of peers behind them.
     */
    public record AcceptRate(@DefaultValue("0.2") double perIp, @DefaultValue("16") int burst,
            @DefaultValue("8") int connectionsPerIp) {

        public AcceptRate {
            if (!(perIp > 0)) {
                throw new IllegalArgumentException(
                        PREFIX + "accept-rate.per-ip is " + perIp + ", expected more than 0, for example 0.2");
            }
            requirePositive("accept-rate.burst", burst);
            requirePositive("accept-rate.connections-per-ip", connectionsPerIp);
        }

        private AcceptLimits limits() {
            return new AcceptLimits(perIp, burst, connectionsPerIp);
        }
    }
}
