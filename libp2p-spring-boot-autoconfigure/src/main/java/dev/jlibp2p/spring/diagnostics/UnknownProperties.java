package dev.jlibp2p.spring.diagnostics;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.ResourcePatternResolver;

/**
 * Warns once of every key below {@code libp2p} that no part of this version reads: a misspelt key would otherwise be a silent
 * default. Names are logged, values never.
 */
public final class UnknownProperties implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(UnknownProperties.class);

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("libp2p");

    private final Environment environment;

    private final ResourcePatternResolver resources;

    public UnknownProperties(Environment environment, ResourcePatternResolver resources) {
        this.environment = environment;
        this.resources = resources;
    }

    @Override
    public void afterSingletonsInstantiated() {
        KnownProperties known;
        try {
            known = KnownProperties.load(resources);
        } catch (IOException e) {
            log.debug("libp2p keys are not checked: the metadata of the class path cannot be read", e);
            return;
        }
        // A repackaged jar may have lost the metadata; then every key would look unknown.
        if (!known.isEmpty()) {
            unknown(known).forEach(name -> warn(name, known));
        }
    }

    private Set<ConfigurationPropertyName> unknown(KnownProperties known) {
        Set<ConfigurationPropertyName> unknown = new TreeSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource iterable) {
                boolean variables = source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
                iterable.stream()
                        .filter(ROOT::isAncestorOf)
                        .filter(name -> variables ? isMisspeltVariable(name, known) : !known.contains(name))
                        .forEach(unknown::add);
            }
        }
        return unknown;
    }

    /** The environment holds names of other programs too, such as Kubernetes' LIBP2P_SERVICE_HOST: only near misses count. */
    private static boolean isMisspeltVariable(ConfigurationPropertyName name, KnownProperties known) {
        return !known.containsVariable(name) && known.nearest(name).isPresent();
    }

    private static void warn(ConfigurationPropertyName name, KnownProperties known) {
        log.warn("{} is no property of this version and has no effect{}", name,
                known.nearest(name).map(meant -> "; did you mean " + meant + "?").orElse(""));
    }
}
