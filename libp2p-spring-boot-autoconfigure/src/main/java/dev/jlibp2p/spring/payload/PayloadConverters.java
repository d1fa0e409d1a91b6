package dev.jlibp2p.spring.payload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * What a payload is on the wire: {@code byte[]} as it is, anything else as the first of Spring's message converters that can
 * make of it. Those of the application come first; then text is UTF-8, a protobuf message its binary form, and, where Jackson
 * is on the class path, everything else JSON. Immutable; any thread.
 *
 * <p>libp2p's messages have no headers, so a converter meets none and chooses by the type alone.
 */
public final class PayloadConverters {

    private final SmartMessageConverter converter;

    private final List<Class<?>> only;

    /**
     * With converters in order of preference.
     *
     * @param only the types they can convert, subtypes included; empty where that is known only when it is tried
     */
    PayloadConverters(Collection<MessageConverter> converters, Collection<Class<?>> only) {
        this.converter = new CompositeMessageConverter(new ArrayList<>(converters));
        this.only = List.copyOf(only);
    }

    /** All of them as one, for Spring's own machinery. */
    public SmartMessageConverter converter() {
        return converter;
    }

    /** False if no converter can ever read or write this type, which is then best said at the start. */
    public boolean mayConvert(Class<?> type) {
        return only.isEmpty() || only.stream().anyMatch(known -> known.isAssignableFrom(type));
    }

    /** As {@link #toBytes(Object, MethodParameter)}, with nothing but the payload to go by. */
    public byte[] toBytes(Object payload) {
        return toBytes(payload, null);
    }

    /**
     * The payload as bytes; {@code byte[]} is not copied.
     *
     * @param declared where the payload's type was declared, for converters that read annotations there
     * @throws MessageConversionException if no converter takes it
     */
    public byte[] toBytes(Object payload, @Nullable MethodParameter declared) {
        if (payload instanceof byte[] bytes) {
            return bytes;
        }
        Message<?> message = converter.toMessage(payload, emptyHeaders(), declared);
        if (message == null) {
            throw new MessageConversionException("no message converter writes " + payload.getClass().getName() + "; "
                    + remedy());
        }
        return switch (message.getPayload()) {
            case byte[] bytes -> bytes;
            case String text -> text.getBytes(StandardCharsets.UTF_8);
            case Object other -> throw new MessageConversionException("the message converter of "
                    + payload.getClass().getName() + " made " + other.getClass().getName()
                    + " of it (expected: byte[] or String)");
        };
    }

    /**
     * The payload that {@code bytes} are.
     *
     * @param type its class, with type arguments where it has some
     * @throws MessageConversionException if no converter reads it, or it is malformed
     */
    public Object fromBytes(byte[] bytes, ResolvableType type) {
        Class<?> target = type.toClass();
        if (target.isInstance(bytes)) {
            return bytes;
        }
        Message<byte[]> message = new GenericMessage<>(bytes, emptyHeaders());
        Object payload = converter.fromMessage(message, target, new TypeHint(type));
        if (payload == null) {
            throw new MessageConversionException("no message converter reads " + type + "; " + remedy());
        }
        return payload;
    }

    /** What to do about a type that no converter knows. */
    public String remedy() {
        return "use byte[], String or a protobuf message, put Jackson (spring-boot-starter-jackson) on the class path for"
                + " JSON, or add a bean of type org.springframework.messaging.converter.MessageConverter";
    }

    /** Mutable ones get no id and no time, which nobody would see. */
    private static MessageHeaders emptyHeaders() {
        MessageHeaderAccessor accessor = new MessageHeaderAccessor();
        accessor.setLeaveMutable(true);
        return accessor.getMessageHeaders();
    }
}
