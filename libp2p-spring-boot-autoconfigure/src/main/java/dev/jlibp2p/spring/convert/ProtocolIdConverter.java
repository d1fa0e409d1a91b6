package dev.jlibp2p.spring.convert;

import dev.jlibp2p.identity.ProtocolId;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

@ConfigurationPropertiesBinding
final class ProtocolIdConverter implements Converter<String, ProtocolId> {

    @Override
    public ProtocolId convert(String text) {
        return ProtocolId.of(text.strip());
    }
}
