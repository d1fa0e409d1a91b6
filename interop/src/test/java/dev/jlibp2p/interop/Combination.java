package dev.jlibp2p.interop;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a connection is made of: a row of the matrix. */
record Combination(TransportName transport, SecurityName security, MuxerName muxer, Setting setting) {

    private static final List<TransportName> OF_STREAMS = List.of(TransportName.TCP, TransportName.WS,
            TransportName.WSS);

    private static final List<SecurityName> SECRET = List.of(SecurityName.NOISE, SecurityName.TLS);

    /** Every one we support, whoever the other side is. */
    static List<Combination> all() {
        List<Combination> all = new ArrayList<>();
        all.addAll(each(OF_STREAMS, SECRET, List.of(MuxerName.YAMUX, MuxerName.MPLEX), Setting.DEFAULT));
        all.add(quic(Setting.DEFAULT));
        all.addAll(each(OF_STREAMS, List.of(SecurityName.PLAINTEXT), List.of(MuxerName.YAMUX), Setting.DEFAULT));
        all.add(new Combination(TransportName.TCP, SecurityName.PLAINTEXT, MuxerName.MPLEX, Setting.DEFAULT));
        for (Setting setting : List.of(Setting.NO_EARLY_MUXER, Setting.PRIVATE_NETWORK)) {
            all.addAll(each(OF_STREAMS, SECRET, List.of(MuxerName.YAMUX), setting));
            all.addAll(each(List.of(TransportName.TCP), SECRET, List.of(MuxerName.MPLEX), setting));
        }
        all.add(new Combination(TransportName.TCP, SecurityName.PLAINTEXT, MuxerName.YAMUX, Setting.PRIVATE_NETWORK));
        for (Setting setting : List.of(Setting.IP6, Setting.DNS4, Setting.DNS)) {
            all.addAll(each(OF_STREAMS, List.of(SecurityName.TLS), List.of(MuxerName.YAMUX), setting));
            all.add(quic(setting));
        }
        all.add(new Combination(TransportName.WSS, SecurityName.TLS, MuxerName.YAMUX, Setting.SNI));
        return all;
    }

    /** The first of every transport. */
    static List<Combination> some() {
        return Arrays.stream(TransportName.values())
                .map(transport -> all().stream().filter(each -> each.transport == transport).findFirst().orElseThrow())
                .toList();
    }

    private static Combination quic(Setting setting) {
        return new Combination(TransportName.QUIC_V1, SecurityName.OWN, MuxerName.OWN, setting);
    }

    private static List<Combination> each(List<TransportName> transports, List<SecurityName> securities,
            List<MuxerName> muxers, Setting setting) {
        List<Combination> all = new ArrayList<>();
        for (TransportName transport : transports) {
            for (SecurityName security : securities) {
                muxers.forEach(muxer -> all.add(new Combination(transport, security, muxer, setting)));
            }
        }
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

    /** Why {@code library} cannot dial us so; empty where it can. */
    Optional<String> undialled(ForeignLibrary library) {
        return setting.isName() && !library.dialsNames(transport)
                ? Optional.of(library.title() + " resolves no names for " + transport + ": only we dial.")
                : Optional.empty();
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
