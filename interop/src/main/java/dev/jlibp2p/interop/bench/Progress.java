package dev.jlibp2p.interop.bench;

/** Tells whoever waits what is going on, on stderr. */
final class Progress {

    private final long begun = System.nanoTime();

    void say(String what) {
        System.err.printf("%4d s  %s%n", (System.nanoTime() - begun) / 1_000_000_000L, what);
    }
}
