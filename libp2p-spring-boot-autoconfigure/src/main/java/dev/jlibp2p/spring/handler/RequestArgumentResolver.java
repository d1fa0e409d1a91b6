package dev.jlibp2p.spring.handler;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.support.PayloadMethodArgumentResolver;
import org.springframework.validation.Validator;

/** Spring's resolver of payloads, for which a request of no bytes is one: an empty text, or a protobuf message of defaults. */
final class RequestArgumentResolver extends PayloadMethodArgumentResolver {

    RequestArgumentResolver(MessageConverter converter, @Nullable Validator validator) {
        super(converter, validator);
    }

    @Override
    protected boolean isEmptyPayload(@Nullable Object payload) {
        return StreamMessage.ABSENT.equals(payload);
    }
}
