package dev.jlibp2p.spring.handler;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.Registration;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.Libp2pPhases;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Registers annotated methods before the host listens. When the context stops it refuses new calls first and lets those under
 * way finish, while the host still runs.
 */
final class StreamHandlerContainer implements SmartInitializingSingleton, SmartLifecycle, DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(StreamHandlerContainer.class);

    private final Host host;

    private final StreamHandlerFactory factory;

    private final ObjectProvider<HandlerWatch> watches;

    private final List<MethodStreamHandler> handlers = new ArrayList<>();

    private final List<Registration> registrations = new ArrayList<>();

    private volatile boolean running = true;

    StreamHandlerContainer(Host host, StreamHandlerFactory factory, ObjectProvider<HandlerWatch> watches) {
        this.host = host;
        this.factory = factory;
        this.watches = watches;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Map<ProtocolId, MethodStreamHandler> taken = new HashMap<>();
        for (MethodStreamHandler handler : factory.handlers()) {
            handlers.add(handler);
            watches.orderedStream().forEach(watch -> watch.registered(handler));
            for (ProtocolId protocol : handler.settings().protocols()) {
                MethodStreamHandler other = taken.putIfAbsent(protocol, handler);
                if (other != null) {
                    throw taken(protocol, handler, other.description());
                }
                register(protocol, handler);
            }
        }
    }

    /** Those there are, in the order of their beans. */
    List<MethodStreamHandler> handlers() {
        return handlers;
    }

    @Override
    public void start() {
        handlers.forEach(handler -> handler.accept(true));
        running = true;
    }

    @Override
    public void stop() {
        handlers.forEach(handler -> handler.accept(false));
        running = false;
        try {
            for (MethodStreamHandler handler : handlers) {
                handler.drain();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("interrupted while calls of peers were under way; they end with the host");
        }
    }

    /** Returns at once: the other parts of this phase stop meanwhile. */
    @Override
    public void stop(Runnable callback) {
        Thread.ofVirtual().name("libp2p-handlers-stop").start(() -> {
            try {
                stop();
            } finally {
                callback.run();
            }
        });
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Libp2pPhases.LISTENERS;
    }

    /** The host may be of a parent context and go on. */
    @Override
    public void destroy() {
        registrations.forEach(Registration::close);
    }

    private void register(ProtocolId protocol, MethodStreamHandler handler) {
        if (host.protocols().contains(protocol)) {
            throw taken(protocol, handler, "a bean of type ProtocolHandler or the node itself");
        }
        registrations.add(host.handle(protocol, handler));
        log.debug("{} handles {}", handler, protocol);
    }

    private static InvalidStreamHandlerException taken(ProtocolId protocol, MethodStreamHandler handler, String other) {
        return new InvalidStreamHandlerException(
                handler.description() + ": " + protocol + " is handled already, by " + other,
                "Let one handler speak " + protocol + ", or give one of them another name or version.");
    }
}
