package dev.jlibp2p.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Whether the node of a test's context stays within the test's process. It does without this annotation too, in every Spring
 * test, as soon as this module is on the class path: the node listens on a free number of the memory transport, opens no
 * socket, has an ephemeral identity, leaves the data directory alone, and contacts nobody by itself. What the application's
 * files configure is overruled; contexts in parallel, cached or paused, never clash.
 *
 * <p>A test says otherwise by {@code enabled = false}; or property by property, in {@code @SpringBootTest(properties)},
 * {@code @TestPropertySource}, {@code @DynamicPropertySource} or a system property: one of {@code libp2p.listen} or
 * {@code libp2p.transports.*} keeps the transports as configured, one of {@code libp2p.identity.*} or
 * {@code libp2p.data-dir} the identity, {@code libp2p.announce} or {@code libp2p.discovery.bootstrap.peers} itself.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AutoConfigureMemoryTransport {

    /** {@code false} leaves the node as the application configures it. */
    boolean enabled() default true;
}
