package dev.jlibp2p.spring.template;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Requests the application makes of peers.
 *
 * @param timeout Time a call of the template may take, connecting included.
 * @param maxMessageSize Longest answer a peer may give to a request, below 256MB.
 */
@ConfigurationProperties("libp2p.template")
public record TemplateProperties(@DefaultValue("30s") Duration timeout, @DefaultValue("1MB") DataSize maxMessageSize) {

    public TemplateProperties {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "libp2p.template.timeout is " + timeout + ", expected more than 0, for example 10s");
        }
        if (maxMessageSize.toBytes() <= 0 || maxMessageSize.toBytes() >= 1 << 28) {
            throw new IllegalArgumentException("libp2p.template.max-message-size is " + maxMessageSize
                    + ", expected more than 0 and less than 256MB, for example 1MB");
        }
    }
}
