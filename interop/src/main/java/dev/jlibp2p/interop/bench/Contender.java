package dev.jlibp2p.interop.bench;

import java.util.Set;

/**
 * A library in the benchmark: two processes of it, one on each core.
 *
 * @param stacks what it speaks; more than one for a ceiling only
 * @param client dials and loads
 * @param server answers
 * @param workloads what it takes part in
 * @param warmUp part of the whole warm-up that it needs
 */
record Contender(String name, Set<Stack> stacks, PeerProcess client, PeerProcess server,
        Set<Workload> workloads, double warmUp) implements AutoCloseable {

    /** Bare TCP: the ceiling, speaks to itself only. */
    static final String CEILING = "netty";

    /** Bare QUIC. */
    static final String QUIC_CEILING = "netty-quic";

    /** Whom all others are compared with. */
    static final String OURS = "ours";

    /** Ours, with blocking handlers and calls. */
    static final String BLOCKING = "ours-blocking";

    boolean isOurs() {
        return library().equals(OURS);
    }

    boolean isForeign() {
        return Set.of("go", "rust", "js").contains(library());
    }

    private String library() {
        return name.split("[+]", 2)[0];
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
