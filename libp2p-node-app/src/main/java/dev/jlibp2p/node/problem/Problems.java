package dev.jlibp2p.node.problem;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How a call can fail, apart from what any call can: the API's description and its tests are made from this. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Problems {
    /** The codes its answers may carry. */
    ProblemCode[] value();
}
