package dev.jlibp2p.spring.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A restart as Boot's developer tools do it: in the same JVM, each time with the application's classes in a class loader of
 * their own, on a thread of its own that has this class loader.
 */
class RestartTest {

    @TempDir
    private Path directory;

    @Test
    void everyRestartHasThePortTheDirectoryAndTheIdentityOfTheLastAndLeavesNothing() throws Exception {
        Set<PeerId> ids = new HashSet<>();
        Set<Class<?>> applications = new HashSet<>();
        int port = 0;
        for (int i = 0; i < 3; i++) {
            RestartClassLoader loader = new RestartClassLoader();
            Class<?> application = loader.loadClass(Application.class.getName());
            applications.add(application);
            try (ConfigurableApplicationContext context = start(application, port, loader);
                    Host peer = Libp2p.builder().start()) {
                Host host = Node.host(context);
                ids.add(host.id());
                port = Node.port(context);
                assertThat(peer.connect(host.id(), host.addresses().listen()).isOpen()).isTrue();
            }
            Leftovers.assertNone(port, directory);
            assertThat(threadsOf(loader)).as("threads that keep the old classes").isEmpty();
        }
        assertThat(applications).hasSize(3);
        assertThat(ids).hasSize(1);
    }

    private ConfigurableApplicationContext start(Class<?> application, int port, ClassLoader loader) throws Exception {
        FutureTask<ConfigurableApplicationContext> main = new FutureTask<>(
                () -> Node.start(application, port, directory));
        Thread thread = new Thread(main, "restartedMain");
        thread.setContextClassLoader(loader);
        thread.start();
        return main.get(60, TimeUnit.SECONDS);
    }

    private static List<Thread> threadsOf(ClassLoader loader) {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(thread -> thread.isAlive() && loader.equals(thread.getContextClassLoader()))
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}

    /** Defines the application's own classes itself; jars stay with the parent. */
    private static final class RestartClassLoader extends ClassLoader {

        RestartClassLoader() {
            super(RestartTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null || !name.equals(Application.class.getName())) {
                return loaded == null ? super.loadClass(name, resolve) : loaded;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
