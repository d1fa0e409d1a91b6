package dev.jlibp2p.spring.convert;

import dev.jlibp2p.identity.PeerId;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

@ConfigurationPropertiesBinding
final class PeerIdConverter implements Converter<String, PeerId> {

    @Override
    public PeerId convert(String text) {
        return PeerId.of(text.strip());
    }
}
