package dev.jlibp2p.spring.observation;

import dev.jlibp2p.network.DialEnd;
import dev.jlibp2p.network.Dialling;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** What is observed of a dial. */
public final class DialObservationContext extends Observation.Context {

    private final Dialling dial;

    private @Nullable DialEnd end;

    DialObservationContext(Dialling dial) {
        this.dial = dial;
    }

    public Dialling dial() {
        return dial;
    }

    /** How it ended; null until it has. */
    public @Nullable DialEnd end() {
        return end;
    }

    void end(DialEnd ended) {
        end = ended;
    }
}
