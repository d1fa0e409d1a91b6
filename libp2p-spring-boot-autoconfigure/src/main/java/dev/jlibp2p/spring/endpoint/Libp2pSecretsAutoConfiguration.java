package dev.jlibp2p.spring.endpoint;

import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Keeps private keys out of what an actuator shows of properties, even where an application lets it show values. */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class Libp2pSecretsAutoConfiguration {

    @Bean
    SanitizingFunction libp2pSecrets() {
        return SanitizingFunction.sanitizeValue().ifMatches(SecretProperties::isSecret);
    }
}
