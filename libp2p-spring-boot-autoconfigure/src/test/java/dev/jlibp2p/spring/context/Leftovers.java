package dev.jlibp2p.spring.context;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.DataDirectoryLock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What a context that has ended must not have left behind. */
final class Leftovers {

    private Leftovers() {}

    static void assertNone(int port, Path directory) throws IOException {
        assertNoThreads();
        try (ServerSocket again = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(again.isBound()).isTrue();
        }
        try (DataDirectoryLock lock = DataDirectoryLock.acquire(directory)) {
            assertThat(lock).isNotNull();
        }
    }

    static void assertNoThreads() {
        for (int i = 0; !threads().isEmpty() && i < 3_000; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(threads()).as("threads of the node").isEmpty();
    }

    static List<String> threads() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("libp2p-"))
                .toList();
    }
}
