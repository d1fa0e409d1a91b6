package dev.jlibp2p.spring.handler;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

/**
 * A bean whose {@link org.springframework.messaging.handler.annotation.MessageExceptionHandler @MessageExceptionHandler}
 * methods are asked when a {@link Libp2pStreamHandler} fails and its own bean has no method for the exception. Several are
 * asked in {@link org.springframework.core.annotation.Order order}.
 *
 * <p>Such a method takes the exception and whatever a stream handler may take besides a payload. What it returns is the answer
 * to the request; where it returns {@code void} or null, or the failed method works on the stream itself, the stream is reset.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Component
public @interface Libp2pAdvice {

    /** The name of the bean, as with {@link Component#value()}. */
    @AliasFor(annotation = Component.class)
    String value() default "";
}
