package dev.jlibp2p.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Beans of all kinds that have handlers, and what is seen of them. */
@LeaksCheckedOnce
@Timeout(60)
class AnnotatedBeansTest {

    private static Served served;

    @BeforeAll
    static void start() throws IOException {
        served = Served.start(Application.class);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void classProxiesInterfaceProxiesAndLazyBeansAreCalled() throws IOException {
        assertThat(served.ask("/class-proxy/1", "x")).isEqualTo("advised x");
        assertThat(served.ask("/interface-proxy/1", "x")).isEqualTo("advised x");
        assertThat(served.ask("/lazy/1", "x")).isEqualTo("lazy x");
    }

    @Test
    void anAnnotationOfTheApplicationsOwnMayCarryOurs() throws IOException {
        assertThat(served.ask("/composed/1", "")).isEqualTo("composed");
    }

    @Test
    void callsAreCountedByHowTheyEnded() throws IOException {
        MeterRegistry registry = served.application().getBean(MeterRegistry.class);
        served.ask("/counted/1", "x");
        assertThat(served.askLater("/counted/1", "fail")).failsWithin(java.time.Duration.ofSeconds(30));
        for (int i = 0; calls(registry, "answered") + calls(registry, "failed") < 2 && i < 3000; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(calls(registry, "answered")).isEqualTo(1);
        assertThat(calls(registry, "failed")).isEqualTo(1);
        assertThat(calls(registry, "timed-out")).isZero();
        assertThat(registry.get("libp2p.handler.active").tag("protocol", "/counted/1").gauge().value()).isZero();
    }

    @Test
    void withoutMicrometerHandlersAreThereAllTheSame() {
        new ApplicationContextRunner().withUserConfiguration(Plain.class)
                .withClassLoader(new FilteredClassLoader("io.micrometer"))
                .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=")
                .run(context -> assertThat(context).hasNotFailed()
                        .hasSingleBean(StreamHandlerContainer.class)
                        .doesNotHaveBean(Libp2pHandlerMetricsAutoConfiguration.class));
    }

    @Test
    void processingAheadOfTimeKeepsTheMethods() throws NoSuchMethodException {
        RuntimeHints hints = new RuntimeHints();
        new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(hints, Proxied.class);
        assertThat(RuntimeHintsPredicates.reflection()
                .onMethodInvocation(Proxied.class.getDeclaredMethod("proxied", String.class, PeerId.class)))
                .accepts(hints);
    }

    private static double calls(MeterRegistry registry, String outcome) {
        return registry.get("libp2p.handler.calls")
                .tags("protocol", "/counted/1", "outcome", outcome)
                .functionCounter()
                .count();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Proxied classProxy() {
            ProxyFactory factory = advised(new Proxied());
            factory.setProxyTargetClass(true);
            return (Proxied) factory.getProxy();
        }

        @Bean
        Contract interfaceProxy() {
            return (Contract) advised(new Implementation()).getProxy();
        }

        @Bean
        @Lazy
        Lazily lazily() {
            return new Lazily();
        }

        @Bean
        Various various() {
            return new Various();
        }

        private static ProxyFactory advised(Object target) {
            ProxyFactory factory = new ProxyFactory(target);
            factory.addAdvice((org.aopalliance.intercept.MethodInterceptor) invocation -> "advised "
                    + invocation.proceed());
            return factory;
        }
    }

    static class Proxied {

        @Libp2pStreamHandler("/class-proxy/1")
        String proxied(String text, PeerId sender) {
            return text;
        }
    }

    interface Contract {

        @Libp2pStreamHandler("/interface-proxy/1")
        String contract(String text);
    }

    static class Implementation implements Contract {

        @Override
        public String contract(String text) {
            return text;
        }
    }

    static class Lazily {

        @Libp2pStreamHandler("/lazy/1")
        String lazy(String text) {
            return "lazy " + text;
        }
    }

    @Libp2pStreamHandler("/composed/1")
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface Composed {}

    static class Various {

        @Composed
        String composed(String text) {
            return "composed";
        }

        @Libp2pStreamHandler("/counted/1")
        String counted(String text) {
            if (text.equals("fail")) {
                throw new IllegalStateException(text);
            }
            return text;
        }
    }
}
