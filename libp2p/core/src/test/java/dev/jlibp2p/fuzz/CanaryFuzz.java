package dev.jlibp2p.fuzz;

/** A planted bug behind five bytes: a fuzzer that does not find it is blind, and its silence about the others worth nothing. */
public final class CanaryFuzz {
    private CanaryFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 4 && input[0] == 'y' && input[1] == 'a' && input[2] == 'm' && input[3] == 'u'
                && input[4] == 'x') {
            throw new IllegalStateException("the canary is found");
        }
    }
}
