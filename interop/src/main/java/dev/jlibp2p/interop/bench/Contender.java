package dev.jlibp2p.interop.bench;

import java.util.Set;

/**
 * A library in the benchmark: two processes of it, one on each core.
 *
 * @param client dials and loads
 * @param server answers
 * @param workloads what it takes part in
 * @param warmUp part of the whole warm-up that it needs
 */
record Contender(String name, PeerProcess client, PeerProcess server,
        Set<Workload> workloads, double warmUp) implements AutoCloseable {

    /** Bare TCP: the ceiling, speaks to itself only. */
    static final String CEILING = "netty";

    /** Whom all others are compared with. */
    static final String OURS = "ours";

    /** Ours, with blocking handlers and calls. */
    static final String BLOCKING = "ours-blocking";

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
