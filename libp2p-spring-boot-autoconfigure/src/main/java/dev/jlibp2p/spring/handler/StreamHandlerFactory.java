package dev.jlibp2p.spring.handler;

import dev.jlibp2p.resource.LogBudget;
import dev.jlibp2p.spring.payload.PayloadConverters;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/** Makes handlers of annotated methods, and refuses those that cannot work. */
final class StreamHandlerFactory {

    private static final Logger log = LoggerFactory.getLogger(Libp2pStreamHandler.class);

    /** For a method that answers; one that works on the stream has no limit of its own. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

    private final ConfigurableListableBeanFactory beans;

    private final PayloadConverters converters;

    private final @Nullable Validator validator;

    private final LogBudget warnings;

    StreamHandlerFactory(ConfigurableListableBeanFactory beans, PayloadConverters converters,
            @Nullable Validator validator, LogBudget warnings) {
        this.beans = beans;
        this.converters = converters;
        this.validator = validator;
        this.warnings = warnings;
    }

    /** One for every annotated method of a bean. */
    List<MethodStreamHandler> handlers() {
        Map<String, Object> advice = advice();
        List<MethodStreamHandler> handlers = new ArrayList<>();
        new StreamHandlerFinder(beans).find((name, methods) -> {
            if (!beans.isSingleton(name)) {
                throw new InvalidStreamHandlerException("bean '" + name + "' has stream handlers, but is no singleton",
                        "Make it a singleton: peers call it at any time, as long as the application runs.");
            }
            Object bean = beans.getBean(name);
            ExceptionHandlers exceptionHandlers = new ExceptionHandlers();
            exceptionHandlers.add(name, bean);
            advice.forEach(exceptionHandlers::add);
            methods.forEach((method, annotation) -> handlers
                    .add(handler(annotation, method(name, bean, method), exceptionHandlers)));
        });
        return handlers;
    }

    private Map<String, Object> advice() {
        List<Map.Entry<String, Object>> found = new ArrayList<>(
                beans.getBeansWithAnnotation(Libp2pAdvice.class).entrySet());
        found.sort(Map.Entry.comparingByValue(AnnotationAwareOrderComparator.INSTANCE));
        Map<String, Object> advice = new LinkedHashMap<>();
        found.forEach(entry -> advice.put(entry.getKey(), entry.getValue()));
        return advice;
    }

    private StreamMethod method(String name, Object bean, Method method) {
        List<HandlerMethodArgumentResolver> resolvers = List.of(new StreamArgumentResolver(),
                new RequestArgumentResolver(converters.converter(), validator));
        try {
            return new StreamMethod(name, bean, AopUtils.selectInvocableMethod(method, bean.getClass()), resolvers);
        } catch (IllegalStateException e) {
            throw new InvalidStreamHandlerException(
                    "bean '" + name + "', method " + method.getName() + ": " + e.getMessage(),
                    "Make the method public in the class, or declare it in an interface of the bean.");
        }
    }

    private MethodStreamHandler handler(Libp2pStreamHandler annotation, StreamMethod method,
            ExceptionHandlers exceptionHandlers) {
        HandlerSignature signature = HandlerSignature.of(method, converters);
        HandlerSettings settings = new HandlerAttributes(beans, method.description()).read(annotation,
                signature.onBytes() ? Duration.ZERO : ANSWER_TIMEOUT);
        if (validator == null && wantsValidation(signature)) {
            log.warn("{} wants its payload validated, but the application has no validator; add"
                    + " spring-boot-starter-validation", method.description());
        }
        Exchange exchange = new Exchange(method, signature, converters, settings.maxMessageSize());
        return new MethodStreamHandler(exchange, new FailedCalls(exchange, exceptionHandlers, warnings), settings,
                warnings);
    }

    private static boolean wantsValidation(HandlerSignature signature) {
        return signature.payload() != null && Arrays.stream(signature.payload().getParameterAnnotations())
                .anyMatch(annotation -> ValidationAnnotationUtils.determineValidationHints(annotation) != null);
    }
}
