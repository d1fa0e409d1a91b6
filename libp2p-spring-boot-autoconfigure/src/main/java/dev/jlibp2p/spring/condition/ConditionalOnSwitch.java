package dev.jlibp2p.spring.condition;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;

/**
 * Matches where a boolean property is {@code true} or, unless said otherwise, not set. Unlike Boot's own condition it fails the
 * start for a value that is no boolean, where the other one would quietly switch the part off.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Conditional(SwitchCondition.class)
public @interface ConditionalOnSwitch {

    /** The whole name of the property. */
    String value();

    /** What holds where the property is not set. */
    boolean byDefault() default true;
}
