package dev.jlibp2p.transport.websocket;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Trust in the certificates the JDK comes with, read when first asked for. */
final class SystemTrust implements Supplier<SslContext> {

    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable SslContext context;

    @Override
    public SslContext get() {
        lock.lock();
        try {
            if (context == null) {
                context = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
            }
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("the JDK has no trusted certificates that can be read: " + e.getMessage(),
                    e);
        } finally {
            lock.unlock();
        }
    }
}
