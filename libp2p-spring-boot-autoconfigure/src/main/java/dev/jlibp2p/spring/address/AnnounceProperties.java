package dev.jlibp2p.spring.address;

import dev.jlibp2p.address.AddressPattern;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What peers are told of the node's addresses, besides {@code libp2p.announce}.
 *
 * @param appendAnnounce Addresses to tell peers as well, in the form of 'libp2p.announce'.
 * @param noAnnounce IP addresses, ranges such as '10.0.0.0/8', and beginnings of addresses that peers are never told.
 */
@ConfigurationProperties("libp2p")
public record AnnounceProperties(@DefaultValue List<String> appendAnnounce,
        @DefaultValue List<AddressPattern> noAnnounce) {

    public AnnounceProperties {
        appendAnnounce = List.copyOf(appendAnnounce);
        noAnnounce = List.copyOf(noAnnounce);
    }
}
