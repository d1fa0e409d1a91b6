package dev.jlibp2p.spring.handler;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;

/** Finds annotated methods by the types of beans, so that only beans that have some are touched. */
final class StreamHandlerFinder {

    private static final Logger log = LoggerFactory.getLogger(StreamHandlerFinder.class);

    private final ConfigurableListableBeanFactory beans;

    StreamHandlerFinder(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Names every bean that has some, in the order of their definition. */
    void find(BiConsumer<String, Map<Method, Libp2pStreamHandler>> found) {
        for (String name : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(name);
            if (type != null && AnnotationUtils.isCandidateClass(type, Libp2pStreamHandler.class)) {
                Map<Method, Libp2pStreamHandler> methods = methods(type);
                if (!methods.isEmpty()) {
                    found.accept(name, methods);
                }
            }
        }
    }

    private static Map<Method, Libp2pStreamHandler> methods(Class<?> type) {
        return MethodIntrospector.selectMethods(type,
                (MethodIntrospector.MetadataLookup<Libp2pStreamHandler>) method -> AnnotatedElementUtils
                        .findMergedAnnotation(method, Libp2pStreamHandler.class));
    }

    private @Nullable Class<?> type(String name) {
        try {
            return AutoProxyUtils.determineTargetClass(beans, name);
        } catch (RuntimeException | LinkageError e) {
            log.debug("the type of bean '{}' is not known, so it is not searched for stream handlers", name, e);
            return null;
        }
    }
}
