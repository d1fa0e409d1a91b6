package dev.jlibp2p.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.protocol.echo.Echo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Echo streams that we open, each with bytes of its own, written while they are read, compared by SHA-256. */
final class EchoLoad {

    private static final int BLOCK = 64 * 1024;

    private final Connection connection;

    EchoLoad(Connection connection) {
        this.connection = connection;
    }

    void one(int bytes) throws IOException, InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch open = new CountDownLatch(0);
            await(threads.submit(() -> echo(connection.open(Echo.PROTOCOL), 1, bytes, open)));
        }
    }

    /** All at once. */
    void many(int count, int bytes) throws IOException, InterruptedException {
        CountDownLatch open = new CountDownLatch(0);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> echoes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Stream stream = connection.open(Echo.PROTOCOL);
                int seed = i;
                echoes.add(threads.submit(() -> echo(stream, seed, bytes, open)));
            }
            for (Future<?> each : echoes) {
                await(each);
            }
        }
    }

    /** All at once; the first reads nothing until all others have finished. */
    void manyOneStalled(int count, int bytes) throws IOException, InterruptedException {
        CountDownLatch open = new CountDownLatch(0);
        CountDownLatch othersFinished = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> echoes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Stream stream = connection.open(Echo.PROTOCOL);
                int seed = i;
                echoes.add(threads.submit(() -> echo(stream, seed, bytes, seed == 0 ? othersFinished : open)));
            }
            try {
                for (Future<?> other : echoes.subList(1, count)) {
                    await(other);
                }
                assertThat(echoes.get(0).isDone()).isFalse();
            } finally {
                othersFinished.countDown();
            }
            await(echoes.get(0));
        }
    }

    private static Void echo(Stream stream, int seed, int bytes, CountDownLatch mayRead) throws Exception {
        MessageDigest sent = sha256();
        MessageDigest received = sha256();
        stream.deadline(Duration.ofSeconds(ForeignPeer.ANSWER_SECONDS));
        try (stream; ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> written = writer.submit(() -> write(stream.output(), seed, bytes, sent));
            mayRead.await();
            long count = read(stream.input(), received);
            await(written);
            assertThat(count).isEqualTo(bytes);
            assertThat(received.digest()).isEqualTo(sent.digest());
        }
        return null;
    }

    private static Void write(OutputStream output, int seed, int bytes, MessageDigest digest) throws IOException {
        Random random = new Random(seed);
        byte[] block = new byte[BLOCK];
        for (int left = bytes; left > 0; left -= BLOCK) {
            random.nextBytes(block);
            int length = Math.min(BLOCK, left);
            digest.update(block, 0, length);
            output.write(block, 0, length);
        }
        output.close();
        return null;
    }

    private static long read(InputStream input, MessageDigest digest) throws IOException {
        byte[] block = new byte[BLOCK];
        long count = 0;
        for (int length = input.read(block); length >= 0; length = input.read(block)) {
            digest.update(block, 0, length);
            count += length;
        }
        return count;
    }

    private static void await(Future<?> task) throws IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
