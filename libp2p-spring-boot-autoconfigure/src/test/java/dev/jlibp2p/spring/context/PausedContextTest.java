package dev.jlibp2p.spring.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContextManager;

/** Contexts in the cache of Spring's tests, which pauses those that no running test class uses. */
class PausedContextTest {

    @TempDir
    private static Path directory;

    private static int port;

    @Test
    void aPausedNodeGivesItsPortAndItsDirectoryToTheNextAndTakesThemBackWhenItIsUsedAgain() throws Exception {
        TestContextManager one = new TestContextManager(One.class);
        TestContextManager other = new TestContextManager(Other.class);
        try {
            ApplicationContext first = begin(one);
            Host host = Node.host(first);
            PeerId id = host.id();
            port = Node.port(first);
            one.afterTestClass();
            assertThat(host.isRunning()).as("nobody else needs anything yet").isTrue();

            ApplicationContext second = begin(other);
            assertThat(host.isRunning()).isFalse();
            assertThat(Node.port(second)).isEqualTo(port);
            assertThat(Node.host(second).id()).as("the same file").isEqualTo(id);
            other.afterTestClass();

            assertThat(begin(new TestContextManager(OneAgain.class))).isSameAs(first);
            assertThat(Node.host(second).isRunning()).isFalse();
            assertThat(host.isRunning()).isTrue();
            try (Host peer = Libp2p.builder().start()) {
                assertThat(peer.connect(id, host.addresses().listen()).isOpen()).isTrue();
            }
        } finally {
            one.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
            other.getTestContext().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        }
        Leftovers.assertNone(port, directory);
    }

    @Test
    void aContextPausedAndRestartedByHandRunsAsBefore() throws Exception {
        try (ConfigurableApplicationContext context = Node.start(Application.class, 0, directory)) {
            int before = Node.port(context);
            for (int i = 0; i < 2; i++) {
                context.pause();
                Leftovers.assertNone(before, directory);
                context.restart();
                assertThat(Node.host(context).isRunning()).isTrue();
                assertThat(Leftovers.threads()).contains("libp2p-keep-alive");
            }
        }
        Leftovers.assertNoThreads();
    }

    private static ApplicationContext begin(TestContextManager test) throws Exception {
        test.beforeTestClass();
        return test.getTestContext().getApplicationContext();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    @SpringBootTest(classes = Application.class)
    static class One {

        @DynamicPropertySource
        static void properties(DynamicPropertyRegistry registry) {
            registry.add("libp2p.data-dir", () -> directory);
            registry.add("libp2p.listen", () -> "/ip4/127.0.0.1/tcp/" + port);
        }
    }

    static class OneAgain extends One {}

    @SpringBootTest(classes = Application.class, properties = "number=2")
    static class Other extends One {}
}
