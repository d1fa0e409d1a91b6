package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.network.Baseline;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many threads open, echo, close, interrupt and reset at once on one connection. A wake-up lost is a deadline that passes; a
 * buffer lost is found by the leak check; a stream lost stays in the counts.
 */
class BlockingStressTest {

    private static final int THREADS = 64;

    private static final int CYCLES = 50;

    private static final Duration LOST = Duration.ofSeconds(20);

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    private final AtomicInteger echoed = new AtomicInteger();

    @Test
    void noWakeUpNoStreamAndNoBufferIsLost() throws Exception {
        try (HostPair pair = HostPair.inMemory(builder -> builder.handler(new Echo()))) {
            Connection connection = pair.connect();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(i);
                threads.add(Thread.startVirtualThread(() -> cycles(connection, random)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
            assertThat(echoed).hasValueGreaterThan(THREADS * CYCLES / 3);
            awaitNoStreams(pair.client());
            awaitNoStreams(pair.server());
        }
    }

    private void cycles(Connection connection, Random random) {
        try {
            for (int i = 0; i < CYCLES; i++) {
                cycle(connection, random);
            }
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        }
    }

    private void cycle(Connection connection, Random random) throws IOException {
        byte[] sent = new byte[1 + random.nextInt(1 << random.nextInt(17))];
        random.nextBytes(sent);
        try (Stream stream = connection.open(Echo.PROTOCOL)) {
            stream.deadline(LOST);
            switch (random.nextInt(8)) {
                case 0 -> close(stream);
                case 1 -> closeAfterOneByte(stream);
                case 2 -> resetByAnother(stream, sent);
                case 3 -> interruptedByAnother(stream);
                case 4 -> closeByAnother(stream, sent);
                default -> echo(stream, sent);
            }
        }
    }

    private void echo(Stream stream, byte[] sent) throws IOException {
        Thread writer = Thread.startVirtualThread(() -> write(stream, sent));
        byte[] answer = stream.input().readAllBytes();
        join(writer);
        if (Arrays.equals(sent, answer)) {
            echoed.incrementAndGet();
        } else {
            failures.add(new AssertionError("echo of " + sent.length + " bytes had " + answer.length));
        }
    }

    private static void closeAfterOneByte(Stream stream) throws IOException {
        stream.output().write(1);
        if (stream.input().read() != 1) {
            throw new IOException("no echo");
        }
    }

    private void resetByAnother(Stream stream, byte[] sent) {
        Thread other = Thread.startVirtualThread(() -> stream.reset(0));
        endsSomehow(stream, sent);
        join(other);
    }

    private void closeByAnother(Stream stream, byte[] sent) {
        Thread other = Thread.startVirtualThread(() -> close(stream));
        endsSomehow(stream, sent);
        join(other);
    }

    private void interruptedByAnother(Stream stream) {
        Thread self = Thread.currentThread();
        Thread other = Thread.startVirtualThread(self::interrupt);
        try {
            stream.input().read();
            failures.add(new AssertionError("a read of nothing returned"));
        } catch (InterruptedIOException expected) {
            checkInTime(expected);
        } catch (IOException e) {
            failures.add(e);
        }
        Thread.interrupted();
        join(other);
        Thread.interrupted();
    }

    /** Cut short at any point: every call ends, with all bytes or with an exception. */
    private void endsSomehow(Stream stream, byte[] sent) {
        try {
            stream.output().write(sent);
            stream.output().flush();
            stream.input().readNBytes(sent.length);
        } catch (IOException e) {
            checkInTime(e);
        }
    }

    private void checkInTime(IOException e) {
        if (e instanceof SocketTimeoutException) {
            failures.add(e);
        }
    }

    private void write(Stream stream, byte[] sent) {
        try {
            stream.output().write(sent);
            stream.output().close();
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private void close(Stream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitNoStreams(Host host) {
        Baseline.await(() -> host.network().resources().system().streams() == 0,
                () -> host.network().resources().system().streams() + " streams are left");
    }
}
