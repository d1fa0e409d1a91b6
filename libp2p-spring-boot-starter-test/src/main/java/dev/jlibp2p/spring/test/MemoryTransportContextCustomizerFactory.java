package dev.jlibp2p.spring.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Moves every test's context to the memory transport, but for those that refuse. */
final class MemoryTransportContextCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(Class<?> testClass,
            List<ContextConfigurationAttributes> configuration) {
        AutoConfigureMemoryTransport wish = TestContextAnnotationUtils.findMergedAnnotation(testClass,
                AutoConfigureMemoryTransport.class);
        return wish == null || wish.enabled() ? new MemoryTransportContextCustomizer() : null;
    }
}
