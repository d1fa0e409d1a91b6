package dev.jlibp2p.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a test's {@link TestNetwork} parameter so many nodes; the network is closed after the test, or after the last test of
 * the class where the parameter is of its constructor or of a {@code @BeforeAll} method. Needs JUnit, not Spring.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
@ExtendWith(TestNetworkExtension.class)
public @interface TestNodes {

    /** How many. */
    int value();
}
