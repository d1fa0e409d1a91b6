package dev.jlibp2p.spring;

import org.springframework.context.SmartLifecycle;

/**
 * When the parts of a node start; they stop the other way round. All of them start before the web server does, which drains
 * its requests before any of them stops.
 */
public final class Libp2pPhases {

    /** The host, its connections and the data directory. */
    public static final int HOST = SmartLifecycle.DEFAULT_PHASE - 4096;

    /** Containers of listeners, which need a running host. */
    public static final int LISTENERS = SmartLifecycle.DEFAULT_PHASE - 3072;

    private Libp2pPhases() {}
}
