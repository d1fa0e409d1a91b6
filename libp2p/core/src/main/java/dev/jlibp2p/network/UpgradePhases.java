package dev.jlibp2p.network;

import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.network.UpgradePhase.Phase;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.function.Consumer;

/** Where one upgrade is, and how long it has been there. Used on its event loop. */
final class UpgradePhases {

    private final Ticker ticker;

    private final Listeners listeners;

    private final Route route;

    private final Consumer<? super UpgradePhase> watch;

    private Phase phase = Phase.SECURITY_NEGOTIATION;

    private String security = UpgradePhase.NO_SECURITY;

    private long begun;

    UpgradePhases(Ticker ticker, Listeners listeners, Route route, Consumer<? super UpgradePhase> watch) {
        this.ticker = ticker;
        this.listeners = listeners;
        this.route = route;
        this.watch = watch;
        this.begun = ticker.nanoTime();
    }

    /** The phase before went well. */
    void next(Phase next, String securityProtocol) {
        end(Outcome.SUCCESS);
        phase = next;
        security = securityProtocol;
        begun = ticker.nanoTime();
    }

    /** The last phase has ended. */
    void end(Outcome outcome) {
        UpgradePhase ended = new UpgradePhase(phase, route.transport(), route.role(), security,
                Duration.ofNanos(ticker.nanoTime() - begun), outcome);
        watch.accept(ended);
        listeners.tell(listener -> listener.passed(ended));
    }

    @Override
    public String toString() {
        return phase == Phase.HANDSHAKE ? security + " handshake" : phase.label().replace('-', ' ');
    }
}
