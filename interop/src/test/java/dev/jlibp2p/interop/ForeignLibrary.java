package dev.jlibp2p.interop;

import dev.jlibp2p.identity.KeyType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The libraries we must get along with. What each cannot do is told in {@code interop/peers/README.md}. */
enum ForeignLibrary {
    GO,
    RUST,
    JS;

    /** Ends the test run unless every library can be had; for CI. */
    private static final boolean REQUIRED = Boolean.getBoolean("interop.required");

    private static final int MISSING_TOOLCHAIN = 3;

    /** Enough for a cold build of the rust peer on a busy machine. */
    private static final long BUILD_MINUTES = 20;

    /** The kinds of key it supports, as its own and as another's. */
    Set<KeyType> keyTypes() {
        return this == JS ? EnumSet.complementOf(EnumSet.of(KeyType.ECDSA)) : EnumSet.allOf(KeyType.class);
    }

    /** Whether it checks, when it dials, that the other side is who it wanted; js does so only where the id holds the key. */
    boolean refusesAnotherPeerThanDialled(KeyType keyType) {
        return this != JS || keyType != KeyType.RSA;
    }

    /** Whether it accepts peer records of the current kind; rust reads only its own older one. */
    boolean readsPeerRecords() {
        return this != RUST;
    }

    /** The peer's executable, built if need be; empty, with one line printed, where the toolchain is missing. */
    Optional<Path> executable() throws IOException, InterruptedException {
        Process build = new ProcessBuilder("peers/build", toString()).start();
        try (InputStream output = build.getInputStream(); InputStream error = build.getErrorStream()) {
            StringBuilder told = new StringBuilder();
            Thread errors = Thread.startVirtualThread(() -> told.append(text(error)));
            String path = text(output).strip();
            if (!build.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("peers/build " + this + " took more than " + BUILD_MINUTES + " minutes");
            }
            errors.join();
            return built(build.exitValue(), path, told.toString().strip());
        } finally {
            build.destroyForcibly();
        }
    }

    private Optional<Path> built(int exitCode, String path, String told) throws IOException {
        if (exitCode == MISSING_TOOLCHAIN && !REQUIRED) {
            System.out.println("left out of the matrix: " + told);
            return Optional.empty();
        }
        if (exitCode != 0) {
            throw new IOException("peers/build " + this + " ended with " + exitCode + ": " + told);
        }
        return Optional.of(Path.of(path));
    }

    private static String text(InputStream stream) {
        try {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
