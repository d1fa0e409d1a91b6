package dev.jlibp2p.spring.test;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/** Equal to all others of its kind, so that equal contexts share one cache entry. */
record MemoryTransportContextCustomizer() implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        context.addBeanFactoryPostProcessor(new Late(context.getEnvironment()));
    }

    /** When all customizers have had their say, {@code @DynamicPropertySource} included, and no condition was asked yet. */
    private record Late(ConfigurableEnvironment environment) implements BeanDefinitionRegistryPostProcessor {

        @Override
        public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
            MemoryTransportProperties.addTo(environment);
        }
    }
}
