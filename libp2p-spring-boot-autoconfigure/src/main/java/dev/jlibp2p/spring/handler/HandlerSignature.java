package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.spring.payload.PayloadConverters;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.DestinationVariable;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

/**
 * What a method's parameters and return type say about how it is called; those that cannot work are refused.
 *
 * @param onBytes whether it works on the stream itself
 * @param payload the parameter that takes the request, if there is one
 */
record HandlerSignature(boolean onBytes, @Nullable MethodParameter payload) {

    private static final List<Class<?>> LATER = List.of(Future.class, CompletionStage.class,
            java.util.stream.BaseStream.class);

    static HandlerSignature of(StreamMethod method, PayloadConverters converters) {
        List<MethodParameter> payloads = Arrays.stream(method.getMethodParameters())
                .filter(parameter -> !StreamArgumentResolver.supports(parameter.getParameterType()))
                .toList();
        boolean onBytes = Arrays.stream(method.getMethodParameters())
                .anyMatch(parameter -> StreamArgumentResolver.BYTES.contains(parameter.getParameterType()));
        if (payloads.size() > 1) {
            throw refused(payloads.get(1), method, "is a second payload",
                    "Take one payload, and besides it only Stream, InputStream, OutputStream, Connection, PeerId and"
                            + " ProtocolId.");
        }
        for (MethodParameter parameter : method.getMethodParameters()) {
            checkAnnotations(parameter, method);
        }
        MethodParameter payload = payloads.isEmpty() ? null : payloads.get(0);
        if (payload != null) {
            checkPayload(payload, method, onBytes, converters);
        }
        checkReturn(method, onBytes, converters);
        return new HandlerSignature(onBytes, payload);
    }

    /** Whether the method can do without a request. */
    boolean payloadMayBeMissing() {
        if (payload == null) {
            return true;
        }
        Payload annotation = payload.getParameterAnnotation(Payload.class);
        return payload.getParameterType() == Optional.class || annotation != null && !annotation.required();
    }

    private static void checkAnnotations(MethodParameter parameter, StreamMethod method) {
        Payload payload = parameter.getParameterAnnotation(Payload.class);
        if (payload != null && StreamArgumentResolver.supports(parameter.getParameterType())) {
            throw refused(parameter, method,
                    "is marked @Payload, but comes from the connection and never from the peer",
                    "Leave @Payload out, or take the text as a String.");
        }
        if (payload != null && !payload.expression().isEmpty()) {
            throw refused(parameter, method, "has a @Payload expression", "Take the whole payload.");
        }
        if (parameter.hasParameterAnnotation(Header.class) || parameter.hasParameterAnnotation(Headers.class)
                || parameter.hasParameterAnnotation(DestinationVariable.class)
                || Message.class.isAssignableFrom(parameter.getParameterType())) {
            throw refused(parameter, method, "wants headers",
                    "Take the payload alone: messages of libp2p have no headers.");
        }
    }

    private static void checkPayload(MethodParameter payload, StreamMethod method, boolean onBytes,
            PayloadConverters converters) {
        if (onBytes) {
            throw refused(payload, method, "is a payload, but the method works on the stream itself",
                    "Take either a payload, or a Stream, InputStream or OutputStream.");
        }
        Class<?> type = payload.nestedIfOptional().getNestedParameterType();
        if (!converters.mayConvert(type)) {
            throw refused(payload, method, "is of a type no message converter reads", "To mend it, "
                    + converters.remedy() + ".");
        }
    }

    private static void checkReturn(StreamMethod method, boolean onBytes, PayloadConverters converters) {
        Class<?> type = method.getReturnType().getParameterType();
        if (type == void.class || type == Void.class) {
            return;
        }
        if (onBytes) {
            throw refusedReturn(method, "but the method answers on the stream itself",
                    "Return void, or take a payload instead of the stream.");
        }
        boolean later = LATER.stream().anyMatch(kind -> kind.isAssignableFrom(type))
                || type.getName().startsWith("reactor.core.publisher.")
                || type.getName().equals("org.reactivestreams.Publisher");
        if (later || StreamArgumentResolver.BYTES.contains(type) || Connection.class.isAssignableFrom(type)) {
            throw refusedReturn(method, "which is no payload",
                    "Return the answer itself: the method has a virtual thread of its own and may wait for it.");
        }
        if (!converters.mayConvert(type)) {
            throw refusedReturn(method, "which no message converter writes",
                    "To mend it, " + converters.remedy() + ".");
        }
    }

    private static InvalidStreamHandlerException refused(MethodParameter parameter, StreamMethod method, String why,
            String remedy) {
        String name = parameter.getParameterName() == null ? "" : " '" + parameter.getParameterName() + "'";
        return new InvalidStreamHandlerException(
                method.description() + ": parameter " + (parameter.getParameterIndex() + 1)
                        + name + " of type " + parameter.getGenericParameterType().getTypeName() + " " + why,
                remedy);
    }

    private static InvalidStreamHandlerException refusedReturn(StreamMethod method, String why, String remedy) {
        return new InvalidStreamHandlerException(method.description() + " returns "
                + method.getReturnType().getGenericParameterType().getTypeName() + ", " + why, remedy);
    }
}
