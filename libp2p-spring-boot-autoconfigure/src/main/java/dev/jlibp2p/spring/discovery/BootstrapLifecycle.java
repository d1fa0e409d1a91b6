package dev.jlibp2p.spring.discovery;

import dev.jlibp2p.spring.Libp2pPhases;
import dev.jlibp2p.spring.discovery.StartupProperties.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Starts dialling the bootstrap peers when the host is up, and holds up the start as long as that is wanted. */
final class BootstrapLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(BootstrapLifecycle.class);

    private final BootstrapPeers bootstrap;

    private final StartupProperties startup;

    private volatile boolean isRunning;

    BootstrapLifecycle(BootstrapPeers bootstrap, StartupProperties startup) {
        this.bootstrap = bootstrap;
        this.startup = startup;
    }

    @Override
    public void start() {
        bootstrap.start();
        isRunning = true;
        if (startup.policy() == Policy.CONTINUE || bootstrap.awaitOne(startup.timeout())) {
            return;
        }
        BootstrapException failure = new BootstrapException(startup.timeout(), bootstrap.attempts());
        if (startup.policy() == Policy.FAIL_FAST) {
            stop();
            throw failure;
        }
        log.warn("the start goes on without a peer, which libp2p.startup.policy=wait allows: {}", failure.getMessage());
    }

    @Override
    public void stop() {
        bootstrap.stop();
        isRunning = false;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    /** After the host, before whatever needs peers. */
    @Override
    public int getPhase() {
        return Libp2pPhases.HOST + 1;
    }
}
