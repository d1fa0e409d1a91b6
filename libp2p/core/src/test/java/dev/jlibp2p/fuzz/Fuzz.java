package dev.jlibp2p.fuzz;

/** What targets demand beyond not to break. */
final class Fuzz {
    private Fuzz() {}

    /** A finding, unless the property holds. */
    static void require(boolean holds, String property) {
        if (!holds) {
            throw new AssertionError("violated: " + property);
        }
    }
}
