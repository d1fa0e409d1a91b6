package dev.jlibp2p.spring.observation;

import dev.jlibp2p.connection.Stream;
import io.micrometer.observation.Observation;

/** What is observed of handling a stream. */
public final class StreamHandleObservationContext extends Observation.Context {

    private final Stream stream;

    private final String protocol;

    StreamHandleObservationContext(Stream stream, String protocol) {
        this.stream = stream;
        this.protocol = protocol;
    }

    public Stream stream() {
        return stream;
    }

    /** Its protocol, from a closed set. */
    public String protocol() {
        return protocol;
    }
}
