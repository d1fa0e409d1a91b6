package dev.jlibp2p.spring;

import dev.jlibp2p.host.Host;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a host with its context, and keeps the JVM alive meanwhile. The application's own host has one by itself;
 * another host of the same context gets one as a bean. Used by the thread that drives the context.
 */
public final class HostLifecycle implements SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(HostLifecycle.class);

    private final Host host;

    private @Nullable CountDownLatch stopped;

    public HostLifecycle(Host host) {
        this.host = host;
    }

    @Override
    public void start() {
        try {
            host.start();
        } catch (IOException e) {
            throw new HostStartException("the libp2p node did not start: " + e.getMessage(), e);
        }
        // Not earlier: customizers may have replaced the transports.
        if (host.network().transports().isEmpty()) {
            host.stop();
            throw new NoTransportException();
        }
        keepAlive();
        log.info("libp2p node {} listens on {}", host.id(), host.addresses().listen());
    }

    @Override
    public void stop() {
        host.stop();
        letGo();
        log.info("libp2p node {} stopped", host.id());
    }

    /** Returns at once: the other parts of this phase stop meanwhile. */
    @Override
    public void stop(Runnable callback) {
        Thread.ofVirtual().name("libp2p-stop").start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    /** A context that fails while it starts ends here; the host closes itself. */
    @Override
    public void destroy() {
        letGo();
    }

    @Override
    public boolean isRunning() {
        return host.isRunning();
    }

    @Override
    public int getPhase() {
        return Libp2pPhases.HOST;
    }

    /** The threads of a node are daemons: without this one an application without a web server would end at once. */
    private void keepAlive() {
        CountDownLatch end = new CountDownLatch(1);
        stopped = end;
        Thread.ofPlatform().name("libp2p-keep-alive").start(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void letGo() {
        if (stopped != null) {
            stopped.countDown();
        }
    }
}
