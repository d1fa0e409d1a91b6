package dev.jlibp2p.testsupport;

import io.netty.util.LeakPresenceDetector;

/**
 * Counts every buffer Netty hands out, for {@link LeakCheck}. Netty makes it by reflection, named by the system
 * property {@code io.netty.customResourceLeakDetector}. One scope for the JVM: no parallel tests with buffers.
 *
 * @param <T> the kind of resource
 */
public final class LeakDetector<T> extends LeakPresenceDetector<T> {
    static final ResourceScope SCOPE = new ResourceScope("tests");

    /** Lives as long as its TLS context, which the garbage collector ends. */
    private static final String TLS_KEY = "OpenSslKeyMaterial";

    private static final ResourceScope UNCOUNTED = new ResourceScope("keys of TLS contexts");

    private final boolean counted;

    /** For Netty's factory alone. */
    @SuppressWarnings("unused")
    public LeakDetector(Class<?> resourceType, int samplingInterval) {
        super(resourceType);
        this.counted = !resourceType.getSimpleName().endsWith(TLS_KEY);
    }

    /** For Netty's factory, which asks for this one first. */
    @SuppressWarnings("unused")
    public LeakDetector(Class<?> resourceType, int samplingInterval, long maxActive) {
        super(resourceType);
        this.counted = !resourceType.getSimpleName().endsWith(TLS_KEY);
    }

    /** Whether a buffer handed out is still alive. */
    public static boolean hasOpenBuffers() {
        return SCOPE.hasOpenResources();
    }

    @Override
    protected ResourceScope currentScope() {
        return counted ? SCOPE : UNCOUNTED;
    }
}
