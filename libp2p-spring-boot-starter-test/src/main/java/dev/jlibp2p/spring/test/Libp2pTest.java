package dev.jlibp2p.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * A test of the part of an application that speaks libp2p. Its context has the auto-configuration of libp2p and what that
 * needs, and of the application's components the protocol handlers, the host customizers, and those with
 * {@code @Libp2pStreamHandler} methods or annotated with {@code @Libp2pAdvice}; other components come in by
 * {@link #includeFilters()} or {@code @Import}. The node stays within the test's process, as
 * {@link AutoConfigureMemoryTransport} tells; a {@link TestNetwork} bean of the test brings it peers.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(SpringExtension.class)
@BootstrapWith(Libp2pTestContextBootstrapper.class)
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(Libp2pTypeExcludeFilter.class)
@Import(Libp2pTestAutoConfigurations.class)
@AutoConfigureMemoryTransport
public @interface Libp2pTest {

    /** Properties in the form {@code key=value}, added to the environment. */
    String[] properties() default {};

    /** Whether components that speak libp2p are found without further filters. */
    boolean useDefaultFilters() default true;

    /** Finds more components of the application. */
    Filter[] includeFilters() default {};

    /** Leaves out components that would be found. */
    Filter[] excludeFilters() default {};

    /** Auto-configurations to leave out. */
    Class<?>[] excludeAutoConfiguration() default {};
}
