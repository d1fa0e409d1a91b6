package dev.jlibp2p.interop;

import dev.jlibp2p.identity.KeyType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The libraries we must get along with. What each cannot do is told in {@code interop/peers/README.md}. */
enum ForeignLibrary {
    GO,
    RUST,
    JS;

    /** Runs everything, and ends the test run unless every library can be had; for CI. */
    static final boolean REQUIRED = Boolean.getBoolean("interop.required");

    private static final Map<ForeignLibrary, Optional<Path>> BUILT = new ConcurrentHashMap<>();

    /** For work on one of them. */
    private static final List<String> WANTED = List
            .of(System.getProperty("interop.libraries", "go,rust,js").split(","));

    private static final int MISSING_TOOLCHAIN = 3;

    /** Enough for a cold build of the rust peer on a busy machine. */
    private static final long BUILD_MINUTES = 20;

    /** Those asked for whose toolchain is there. */
    static List<ForeignLibrary> wanted() throws IOException, InterruptedException {
        List<ForeignLibrary> wanted = new ArrayList<>();
        for (ForeignLibrary library : values()) {
            if (WANTED.contains(library.toString()) && library.executable().isPresent()) {
                wanted.add(library);
            }
        }
        return wanted;
    }

    /** The kinds of key it supports, as its own and as another's. */
    Set<KeyType> keyTypes() {
        return this == JS ? EnumSet.complementOf(EnumSet.of(KeyType.ECDSA)) : EnumSet.allOf(KeyType.class);
    }

    /** Whether it checks, when it dials, that the other side is who it wanted; js does so only where the id holds the key. */
    boolean refusesAnotherPeerThanDialled(KeyType keyType) {
        return this != JS || keyType != KeyType.RSA;
    }

    /** What it multiplexes by. */
    Set<MuxerName> muxers() {
        return this == GO ? EnumSet.complementOf(EnumSet.of(MuxerName.MPLEX)) : EnumSet.allOf(MuxerName.class);
    }

    /** Whether its security handshakes agree on the muxer too. */
    boolean hasEarlyMuxer() {
        return this != RUST;
    }

    /** Whether a reset of ours reaches its reader as one; js reads every end of a QUIC stream as an orderly one. */
    boolean readsResets(TransportName transport) {
        return this != JS || transport != TransportName.QUIC_V1;
    }

    /** Whether a reset of its reaches our reader as one; rust ends a QUIC stream in order when it drops it. */
    boolean writesResets(TransportName transport) {
        return this != RUST || transport != TransportName.QUIC_V1;
    }

    /** Whether it resolves the names in addresses of the transport; js does so for TCP and WebSocket. */
    boolean dialsNames(TransportName transport) {
        return this != JS || transport != TransportName.QUIC_V1;
    }

    /** The transport as it names it; js does not tell secure WebSocket from the other when it is dialled. */
    TransportName names(TransportName transport, Dialer dialer) {
        boolean mistaken = this == JS && transport == TransportName.WSS && dialer == Dialer.WE;
        return mistaken ? TransportName.WS : transport;
    }

    /** Its full name. */
    String title() {
        return this + "-libp2p";
    }

    /** Whether it accepts peer records of the current kind; rust reads only its own older one. */
    boolean readsPeerRecords() {
        return this != RUST;
    }

    /** The peer's executable, built if need be; empty, with one line printed, where the toolchain is missing. */
    Optional<Path> executable() throws IOException, InterruptedException {
        Optional<Path> known = BUILT.get(this);
        if (known == null) {
            known = build();
            BUILT.put(this, known);
        }
        return known;
    }

    private Optional<Path> build() throws IOException, InterruptedException {
        Process build = new ProcessBuilder("peers/build", toString()).start();
        try (InputStream output = build.getInputStream(); InputStream error = build.getErrorStream()) {
            StringBuilder told = new StringBuilder();
            Thread errors = Thread.ofPlatform().start(() -> told.append(text(error)));
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
