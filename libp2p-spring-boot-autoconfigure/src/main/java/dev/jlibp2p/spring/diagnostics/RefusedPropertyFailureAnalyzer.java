package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.spring.property.RefusedPropertyException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Comes before Boot's own for its supertype, which prints a property's value from every other place it is set in: a private
 * key must not be printed.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class RefusedPropertyFailureAnalyzer extends AbstractFailureAnalyzer<RefusedPropertyException> {

    private final Environment environment;

    RefusedPropertyFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefusedPropertyException cause) {
        String description = cause.getName() + " is '" + cause.getValue() + "'" + origin(cause.getName()) + ": "
                + cause.problem() + ".";
        return new FailureAnalysis(description, cause.remedy() + ".", cause);
    }

    /** Of the property, or of its first element if it is a list in YAML; empty where nobody set it. */
    private String origin(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty whole = source.getConfigurationProperty(name);
            ConfigurationProperty found = whole == null ? source.getConfigurationProperty(name.append("[0]")) : whole;
            if (found != null) {
                return found.getOrigin() == null ? "" : " (" + found.getOrigin() + ")";
            }
        }
        return "";
    }
}
