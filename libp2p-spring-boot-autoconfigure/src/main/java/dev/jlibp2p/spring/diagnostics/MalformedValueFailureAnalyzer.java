package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.address.AddressPattern;
import dev.jlibp2p.gate.AccessRule;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/** Comes before Boot's own, which cannot know what an address, a peer id or a protocol id should look like. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MalformedValueFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    private static final Map<Class<?>, String> REMEDIES = Map.of(
            Multiaddr.class, "Write it as a multiaddr, for example /ip4/0.0.0.0/tcp/4001 or /dns4/node.example/tcp/4001"
                    + "; several are a YAML list, or one text with commas.",
            AccessRule.class, "Write a peer id, an IP address, a range such as 10.0.0.0/8, or a multiaddr such as "
                    + "/ip4/192.0.2.1/tcp/4001.",
            AddressPattern.class,
            "Write an IP address, a range such as 10.0.0.0/8, or the beginning of an address such as "
                    + "/ip4/192.0.2.1.",
            PeerId.class, "Write the peer id as its node prints it: base58 (12D3KooW…, Qm…) or a CID (bafz…).",
            ProtocolId.class, "Write the protocol id with its slash and version, for example /greeting/1.0.0.");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        ConversionFailedException conversion = innermost(cause);
        if (conversion == null) {
            return null;
        }
        String remedy = REMEDIES.get(conversion.getTargetType().getType());
        Throwable reason = conversion.getCause();
        if (remedy == null || reason == null) {
            return null;
        }
        String description = name(cause) + " has '" + conversion.getValue() + "': " + reason.getMessage();
        return new FailureAnalysis(description, remedy, cause);
    }

    /** A list is converted as a whole and then one by one: the last failure is the element's. */
    private static @Nullable ConversionFailedException innermost(Throwable failure) {
        ConversionFailedException found = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            found = cause instanceof ConversionFailedException conversion ? conversion : found;
        }
        return found;
    }

    private static String name(BindException failure) {
        ConfigurationProperty property = failure.getProperty();
        if (property == null) {
            return failure.getName().toString();
        }
        return property.getName() + (property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")");
    }
}
