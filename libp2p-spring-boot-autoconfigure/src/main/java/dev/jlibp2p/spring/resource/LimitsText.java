package dev.jlibp2p.spring.resource;

import dev.jlibp2p.resource.AcceptLimits;
import dev.jlibp2p.resource.Capacity;
import dev.jlibp2p.resource.Limits;
import dev.jlibp2p.resource.ResourceLimits;
import java.util.Locale;

/** All limits as one block for the log. */
final class LimitsText {

    private static final long MIB = 1 << 20;

    private LimitsText() {}

    static String of(ResourceLimits limits, Capacity capacity) {
        StringBuilder text = new StringBuilder();
        text.append("limits for ").append(size(capacity.memory())).append(" and ").append(capacity.fileDescriptors());
        text.append(" file descriptors, each libp2p.limits.<scope>.<limit>:\n");
        text.append("  scope        connections-inbound -outbound  streams-inbound -outbound   memory");
        row(text, "system", limits.system());
        row(text, "transient", limits.unproven());
        row(text, "peer", limits.peer());
        row(text, "protocol", limits.protocol());
        limits.protocols().forEach((id, protocol) -> row(text, id.toString(), protocol));
        AcceptLimits accept = limits.accept();
        text.append("\n  from one address: ").append(accept.perIp()).append(" links a second, ").append(accept.burst());
        text.append(" at once, ").append(accept.connectionsPerIp()).append(" open (of public ones)");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, Limits limits) {
        text.append(String.format(Locale.ROOT, "%n  %-12s %19d %9d %16d %9d %8s", name, limits.connectionsInbound(),
                limits.connectionsOutbound(), limits.streamsInbound(), limits.streamsOutbound(),
                size(limits.memory())));
    }

    private static String size(long bytes) {
        return bytes < MIB ? bytes + "B" : bytes / MIB + "MiB";
    }
}
