package dev.jlibp2p.spring.test;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportSelector;
import org.springframework.core.annotation.AnnotationAttributes;
import org.springframework.core.type.AnnotationMetadata;

/** The auto-configurations of a {@link Libp2pTest}: all of libp2p on the class path, and those of Boot it works with. */
final class Libp2pTestAutoConfigurations extends AutoConfigurationImportSelector {

    private static final String LIBP2P = "dev.jlibp2p.";

    private static final String BOOT = "org.springframework.boot.";

    private static final Set<String> NEEDED = Set.of(
            BOOT + "autoconfigure.context.ConfigurationPropertiesAutoConfiguration",
            BOOT + "autoconfigure.context.PropertyPlaceholderAutoConfiguration",
            BOOT + "autoconfigure.ssl.SslAutoConfiguration",
            BOOT + "jackson.autoconfigure.JacksonAutoConfiguration",
            BOOT + "validation.autoconfigure.ValidationAutoConfiguration");

    @Override
    protected AnnotationAttributes getAttributes(AnnotationMetadata test) {
        AnnotationAttributes attributes = new AnnotationAttributes();
        attributes.put("exclude",
                test.getAnnotations().get(Libp2pTest.class).getStringArray("excludeAutoConfiguration"));
        attributes.put("excludeName", new String[0]);
        return attributes;
    }

    @Override
    protected List<String> getCandidateConfigurations(AnnotationMetadata test,
            @Nullable AnnotationAttributes attributes) {
        return super.getCandidateConfigurations(test, attributes).stream()
                .filter(name -> name.startsWith(LIBP2P) || NEEDED.contains(name))
                .toList();
    }

    /** What is left out need not be a candidate here: it may be one of Boot's that this slice never has. */
    @Override
    protected void handleInvalidExcludes(List<String> excluded) {}
}
