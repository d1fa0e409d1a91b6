package dev.jlibp2p.spring.test;

import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.spring.HostCustomizer;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.test.context.filter.annotation.StandardAnnotationCustomizableTypeExcludeFilter;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Which components of an application are part of a {@link Libp2pTest}. */
final class Libp2pTypeExcludeFilter extends StandardAnnotationCustomizableTypeExcludeFilter<Libp2pTest> {

    /** By name: they need Spring's messaging, which an application need not have. */
    private static final String STREAM_HANDLER = "dev.jlibp2p.spring.handler.Libp2pStreamHandler";

    private static final String ADVICE = "dev.jlibp2p.spring.handler.Libp2pAdvice";

    Libp2pTypeExcludeFilter(Class<?> testClass) {
        super(testClass);
    }

    @Override
    protected Set<Class<?>> getKnownIncludes() {
        return Set.of(ProtocolHandler.class, HostCustomizer.class);
    }

    @Override
    protected boolean defaultInclude(MetadataReader reader, MetadataReaderFactory factory) throws IOException {
        AnnotationMetadata type = reader.getAnnotationMetadata();
        return type.hasAnnotatedMethods(STREAM_HANDLER) || type.hasAnnotation(ADVICE)
                || super.defaultInclude(reader, factory);
    }
}
