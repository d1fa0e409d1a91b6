package dev.jlibp2p.spring.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.host.Host;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;

/** A start that fails after the node was built, or even ran, leaves no port, no thread and no lock. */
class FailedRefreshTest {

    @TempDir
    private Path directory;

    private int port;

    @BeforeEach
    void findAPort() {
        try (ConfigurableApplicationContext context = Node.start(Sound.class, 0, directory)) {
            port = Node.port(context);
            assertThat(Leftovers.threads()).as("what is looked for below").isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {FailingBean.class, FailingPart.class, FailingListener.class, FailingRunner.class})
    void nothingIsLeftOfANodeWhoseApplicationFails(Class<?> application) throws IOException {
        assertThatThrownBy(() -> Node.start(application, port, directory)).hasStackTraceContaining("on purpose");

        Leftovers.assertNone(port, directory);
        try (ConfigurableApplicationContext next = Node.start(Sound.class, port, directory)) {
            assertThat(Node.host(next).isRunning()).isTrue();
        }
    }

    @Test
    void nothingIsLeftOfANodeThatCannotListenOnItsLastAddress() throws IOException {
        String[] addresses = {"--libp2p.listen=/ip4/127.0.0.1/tcp/" + port + ",/ip4/192.0.2.1/tcp/0"};
        assertThatThrownBy(() -> Node.start(Sound.class, 0, directory, addresses))
                .hasStackTraceContaining("192.0.2.1");

        Leftovers.assertNone(port, directory);
    }

    /** The last moment a claim can be made about a node that will be gone. */
    private static IllegalStateException failure(Host host, boolean running) {
        assertThat(host.isRunning()).isEqualTo(running);
        return new IllegalStateException("on purpose");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Sound {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class FailingBean {

        @Bean
        String needsTheHost(Host host) {
            throw failure(host, false);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class FailingPart {

        @Bean
        SmartLifecycle startsAfterTheHost(Host host) {
            return new SmartLifecycle() {

                @Override
                public void start() {
                    throw failure(host, true);
                }

                @Override
                public void stop() {}

                @Override
                public boolean isRunning() {
                    return false;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class FailingListener {

        @Bean
        ApplicationListener<ContextRefreshedEvent> listensForTheEnd(Host host) {
            return event -> {
                throw failure(host, true);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class FailingRunner {

        @Bean
        ApplicationRunner runsWhenAllIsUp(Host host) {
            return arguments -> {
                throw failure(host, true);
            };
        }
    }
}
