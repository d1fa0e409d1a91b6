package dev.jlibp2p.network;

import dev.jlibp2p.identity.Role;
import java.time.Duration;
import java.util.Locale;

/**
 * One phase of making a link, when it has ended.
 *
 * @param transport name of the transport
 * @param role ours: the initiator dialled
 * @param security protocol of the handshake, {@link #NO_SECURITY} before one is settled
 */
public record UpgradePhase(Phase phase, String transport, Role role, String security, Duration elapsed,
        Outcome outcome) {

    /** Stands for the security protocol where none is settled yet. */
    public static final String NO_SECURITY = "none";

    /** The phases, in order; a closed set, fit for a metric tag. */
    public enum Phase {
        /** Finding out what the name in an address stands for; of dialled links only. */
        RESOLVE,
        /** Reaching the address; of dialled links only. */
        CONNECT,
        /** Settling the security protocol. Being admitted by gater and limits is part of it. */
        SECURITY_NEGOTIATION,
        /** Proving each other. */
        HANDSHAKE,
        /** Settling the muxer, where the handshake has not. */
        MUXER_NEGOTIATION;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        /** As it stands in tags and documents, for example {@code muxer-negotiation}. */
        public String label() {
            return label;
        }
    }
}
