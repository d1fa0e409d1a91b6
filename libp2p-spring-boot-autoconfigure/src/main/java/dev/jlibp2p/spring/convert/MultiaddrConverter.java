package dev.jlibp2p.spring.convert;

import dev.jlibp2p.multiformats.Multiaddr;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

@ConfigurationPropertiesBinding
final class MultiaddrConverter implements Converter<String, Multiaddr> {

    @Override
    public Multiaddr convert(String text) {
        return Multiaddr.of(text.strip());
    }
}
