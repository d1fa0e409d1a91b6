package dev.jlibp2p.spring.test;

import dev.jlibp2p.host.Host;
import org.jspecify.annotations.Nullable;

/** Entry to the AssertJ assertions about nodes, made for a static import beside AssertJ's own. */
public final class Libp2pAssertions {

    private Libp2pAssertions() {}

    /** Assertions about a node. */
    public static HostAssert assertThat(@Nullable Host actual) {
        return new HostAssert(actual);
    }
}
