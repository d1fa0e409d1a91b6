package dev.jlibp2p.fuzz;

/** What targets demand beyond not to break. */
public final class Fuzz {
    private Fuzz() {}

    /** A finding, unless the property holds. */
    public static void require(boolean holds, String property) {
        if (!holds) {
            throw new AssertionError("violated: " + property);
        }
    }
}
