package dev.jlibp2p.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a connection is made of: a row of the matrix. */
record Combination(TransportName transport, SecurityName security, MuxerName muxer, Setting setting) {

    /** Every one we support, whoever the other side is. */
    static List<Combination> all() {
        List<Combination> all = new ArrayList<>();
        for (TransportName transport : List.of(TransportName.TCP, TransportName.WS, TransportName.WSS)) {
            for (SecurityName security : List.of(SecurityName.NOISE, SecurityName.TLS)) {
                for (MuxerName muxer : List.of(MuxerName.YAMUX, MuxerName.MPLEX)) {
                    all.add(new Combination(transport, security, muxer, Setting.DEFAULT));
                }
            }
        }
        all.add(new Combination(TransportName.QUIC_V1, SecurityName.OWN, MuxerName.OWN, Setting.DEFAULT));
        all.add(new Combination(TransportName.TCP, SecurityName.PLAINTEXT, MuxerName.YAMUX, Setting.DEFAULT));
        for (SecurityName security : List.of(SecurityName.NOISE, SecurityName.TLS)) {
            all.add(new Combination(TransportName.TCP, security, MuxerName.YAMUX, Setting.NO_EARLY_MUXER));
        }
        for (SecurityName security : List.of(SecurityName.NOISE, SecurityName.TLS)) {
            all.add(new Combination(TransportName.TCP, security, MuxerName.YAMUX, Setting.PRIVATE_NETWORK));
        }
        all.add(new Combination(TransportName.WS, SecurityName.NOISE, MuxerName.YAMUX, Setting.PRIVATE_NETWORK));
        return all;
    }

    /** Why there is no such cell with {@code library}; empty where there is one. */
    Optional<String> missing(ForeignLibrary library) {
        if (!library.muxers().contains(muxer)) {
            return Optional.of(library.title() + " has no " + muxer + ".");
        }
        if (setting == Setting.NO_EARLY_MUXER && !library.hasEarlyMuxer()) {
            return Optional.of(library.title() + " has no early muxer negotiation: its other cells are without.");
        }
        return Optional.empty();
    }

    /** Whether the security handshake agrees on the muxer too. */
    boolean usesEarlyMuxer(ForeignLibrary library) {
        boolean canCarryOne = security == SecurityName.NOISE || security == SecurityName.TLS;
        return canCarryOne && setting != Setting.NO_EARLY_MUXER && library.hasEarlyMuxer();
    }

    @Override
    public String toString() {
        return (transport + " " + security + " " + muxer + " " + setting).strip();
    }
}
