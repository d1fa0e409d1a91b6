package dev.jlibp2p.resource;

/**
 * What a scope is called.
 *
 * @param kind one of a closed set, for example {@code peer}
 * @param text the kind and, where there are several of them, which one
 * @param property what its limits are set by, without the name of the limit
 */
record ScopeName(String kind, String text, String property) {

    static final ScopeName SYSTEM = one("system");

    static final ScopeName TRANSIENT = one("transient");

    /** Its limits follow those of a peer. */
    static final ScopeName CONNECTION = new ScopeName("connection", "connection", "libp2p.limits.peer");

    static ScopeName peer(String id) {
        return new ScopeName("peer", "peer " + id, "libp2p.limits.peer");
    }

    static ScopeName protocol(String id) {
        return new ScopeName("protocol", "protocol " + id, "libp2p.limits.protocols[" + id + "]");
    }

    private static ScopeName one(String kind) {
        return new ScopeName(kind, kind, "libp2p.limits." + kind);
    }

    @Override
    public String toString() {
        return text;
    }
}
