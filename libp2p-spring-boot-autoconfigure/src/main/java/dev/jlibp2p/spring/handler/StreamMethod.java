package dev.jlibp2p.spring.handler;

import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;

/** Spring's invocable method in two steps, so that a request that cannot be read is told from a method that fails. */
final class StreamMethod extends InvocableHandlerMethod {

    private final String description;

    StreamMethod(String beanName, Object bean, Method method, List<HandlerMethodArgumentResolver> resolvers) {
        super(bean, method);
        HandlerMethodArgumentResolverComposite composite = new HandlerMethodArgumentResolverComposite();
        composite.addResolvers(resolvers);
        setMessageMethodArgumentResolvers(composite);
        this.description = "bean '" + beanName + "', method " + getBeanType().getSimpleName() + "." + method.getName();
    }

    /** The arguments a message gives, apart from those {@code provided}, which are matched by type. */
    @Nullable
    Object[] arguments(StreamMessage message, Object... provided) throws Exception {
        return getMethodArgumentValues(message, provided);
    }

    @Nullable
    Object call(@Nullable Object... arguments) throws Exception {
        return doInvoke(arguments);
    }

    /** Bean and method, for messages. */
    String description() {
        return description;
    }
}
