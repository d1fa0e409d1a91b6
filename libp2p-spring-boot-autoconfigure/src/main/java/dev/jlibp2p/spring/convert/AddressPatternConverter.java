package dev.jlibp2p.spring.convert;

import dev.jlibp2p.address.AddressPattern;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

@ConfigurationPropertiesBinding
final class AddressPatternConverter implements Converter<String, AddressPattern> {

    @Override
    public AddressPattern convert(String text) {
        return AddressPattern.of(text.strip());
    }
}
