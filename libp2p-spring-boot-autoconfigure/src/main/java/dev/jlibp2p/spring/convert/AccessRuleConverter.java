package dev.jlibp2p.spring.convert;

import dev.jlibp2p.gate.AccessRule;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;

@ConfigurationPropertiesBinding
final class AccessRuleConverter implements Converter<String, AccessRule> {

    @Override
    public AccessRule convert(String text) {
        return AccessRule.of(text.strip());
    }
}
