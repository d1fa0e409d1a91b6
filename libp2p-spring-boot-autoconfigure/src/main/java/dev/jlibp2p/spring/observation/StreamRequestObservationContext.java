package dev.jlibp2p.spring.observation;

import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.network.StreamRequest;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/** What is observed of the wish for a stream. */
public final class StreamRequestObservationContext extends Observation.Context {

    private final StreamRequest request;

    private final String protocol;

    private @Nullable Outcome outcome;

    StreamRequestObservationContext(StreamRequest request, String protocol) {
        this.request = request;
        this.protocol = protocol;
    }

    public StreamRequest request() {
        return request;
    }

    /** The protocol preferred, from a closed set: {@code other} if neither this node nor the library knows it. */
    public String protocol() {
        return protocol;
    }

    /** How it was settled; null until it is. */
    public @Nullable Outcome outcome() {
        return outcome;
    }

    void outcome(Outcome settled) {
        outcome = settled;
    }
}
