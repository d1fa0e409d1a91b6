package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.Stream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.support.AnnotationExceptionHandlerMethodResolver;

/** Finds the method that deals with an exception: the failed bean's own first, then those of the advice. */
final class ExceptionHandlers {

    private record Source(String beanName, Object bean, AnnotationExceptionHandlerMethodResolver methods) {}

    private final List<Source> sources = new ArrayList<>();

    /** Adds a bean, to be asked after those before it. Its methods are checked. */
    void add(String beanName, Object bean) {
        Class<?> type = AopUtils.getTargetClass(bean);
        AnnotationExceptionHandlerMethodResolver methods;
        try {
            methods = new AnnotationExceptionHandlerMethodResolver(type);
        } catch (IllegalStateException e) {
            throw new InvalidStreamHandlerException("bean '" + beanName + "': " + e.getMessage(),
                    "Let every @MessageExceptionHandler take or name exceptions, each of them in one method only.");
        }
        if (methods.hasExceptionMappings()) {
            check(beanName, bean, type);
            sources.add(new Source(beanName, bean, methods));
        }
    }

    /** Null where nobody deals with it. */
    @Nullable
    StreamMethod find(Throwable exception) {
        for (Source source : sources) {
            Method method = source.methods().resolveMethod(exception);
            if (method != null) {
                return method(source.beanName(), source.bean(), method);
            }
        }
        return null;
    }

    /** What such a method returned. */
    static @Nullable Object call(StreamMethod method, Throwable exception, Stream stream) throws Exception {
        StreamMessage message = new StreamMessage(stream, StreamMessage.ABSENT);
        Throwable cause = exception.getCause();
        return cause == null
                ? method.call(method.arguments(message, exception))
                : method.call(method.arguments(message, exception, cause));
    }

    private static void check(String beanName, Object bean, Class<?> type) {
        MethodIntrospector.selectMethods(type, (Method method) -> AnnotatedElementUtils.hasAnnotation(method,
                MessageExceptionHandler.class)).forEach(method -> check(method(beanName, bean, method)));
    }

    private static void check(StreamMethod method) {
        Arrays.stream(method.getMethodParameters())
                .filter(parameter -> !isSupported(parameter.getParameterType()))
                .findFirst()
                .ifPresent(parameter -> {
                    throw refused(method, parameter);
                });
    }

    private static boolean isSupported(Class<?> type) {
        return Throwable.class.isAssignableFrom(type) || StreamArgumentResolver.supports(type);
    }

    private static InvalidStreamHandlerException refused(StreamMethod method, MethodParameter parameter) {
        return new InvalidStreamHandlerException(method.description() + ": parameter "
                + (parameter.getParameterIndex() + 1) + " of type " + parameter.getParameterType().getName()
                + " means nothing to an exception handler",
                "Take the exception, and besides it only Stream, InputStream, OutputStream, Connection, PeerId and"
                        + " ProtocolId.");
    }

    private static StreamMethod method(String beanName, Object bean, Method method) {
        return new StreamMethod(beanName, bean, AopUtils.selectInvocableMethod(method, bean.getClass()),
                List.of(new StreamArgumentResolver()));
    }
}
