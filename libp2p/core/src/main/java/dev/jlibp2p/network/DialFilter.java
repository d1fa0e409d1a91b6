package dev.jlibp2p.network;

import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.DialReport.Skipped;
import dev.jlibp2p.network.DialReport.Why;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.transport.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides which addresses are dialled at all, names resolved. Remembers for all dials of a network what came of earlier ones. */
final class DialFilter {

    private final DefaultNetwork network;

    private final NetworkSettings settings;

    private final DialBackoff backoff;

    private final BlackHoles blackHoles = new BlackHoles();

    /**
     * An address that stands for itself.
     *
     * @param learnt whether others told it: names servers included
     * @param explicit whether somebody asked for the peer and waits
     */
    record Candidate(Multiaddr address, boolean learnt, boolean explicit) {

        /** Of what a name stands for nobody but its server knows. */
        Candidate resolved(Multiaddr other) {
            return new Candidate(other, true, explicit);
        }
    }

    DialFilter(DefaultNetwork network, NetworkSettings settings) {
        this.network = network;
        this.settings = settings;
        this.backoff = new DialBackoff(settings.dials().backoff(), settings.ticker());
    }

    /** Whom the link must lead to: the peer that is dialled, else the one that the address names. */
    static @Nullable PeerId expected(@Nullable PeerId peer, Multiaddr address) {
        return peer == null ? PeerId.in(address).orElse(null) : peer;
    }

    /** Why the address is not dialled; null when it is. */
    @Nullable
    Skipped refusal(@Nullable PeerId peer, Candidate candidate) {
        Multiaddr address = candidate.address();
        PeerId named = PeerId.in(address).orElse(null);
        if (peer != null && named != null && !named.equals(peer)) {
            return new Skipped(address, Why.OTHER_PEER, "it leads to another peer");
        }
        Transport transport = network.transportFor(address);
        if (transport == null) {
            return new Skipped(address, Why.NO_TRANSPORT, network.whyUnserved(address));
        }
        if (candidate.learnt() && !settings.dials().scope().admits(address)) {
            return new Skipped(address, Why.SCOPE, "it is no public address, and others told it");
        }
        PeerId expected = expected(peer, address);
        if (!admits(settings.gater(), expected, address)) {
            return new Skipped(address, Why.GATED, "refused by the gater");
        }
        Duration wait = candidate.explicit() || expected == null ? Duration.ZERO : backoff.remaining(expected, address);
        if (wait.isPositive()) {
            return new Skipped(address, Why.BACKOFF,
                    "it failed lately and is left alone for another " + wait.toMillis() + " ms", wait);
        }
        String hole = blackHoles.refusal(address);
        return hole == null ? null : new Skipped(address, Why.BLACK_HOLE, hole);
    }

    /** A dial of the address has ended by itself. */
    void ended(@Nullable PeerId peer, Multiaddr address, Outcome outcome) {
        PeerId expected = expected(peer, address);
        if (outcome == Outcome.SUCCESS) {
            if (expected != null) {
                backoff.succeeded(expected);
            }
        } else if (expected != null) {
            backoff.failed(expected, address);
        }
        switch (outcome) {
            case NO_ADDRESS, NO_TRANSPORT, GATED, LIMITED -> {
                // This node's own doing says nothing about the way.
            }
            case FAILED, CANCELLED, UNREACHABLE, TIMEOUT -> blackHoles.ended(address, false);
            // Whoever answers is reached, whatever he says.
            default -> blackHoles.ended(address, true);
        }
    }

    /** Another address of the peer worked, though it was dialled no earlier than this one, which nobody has answered. */
    void overtaken(Multiaddr address) {
        blackHoles.ended(address, false);
    }

    private boolean admits(ConnectionGater gater, @Nullable PeerId expected, Multiaddr address) {
        if (gater.admitsDial(expected, address)) {
            return true;
        }
        settings.resources().refusals().add(Refusal.GATER_DIAL);
        return false;
    }
}
