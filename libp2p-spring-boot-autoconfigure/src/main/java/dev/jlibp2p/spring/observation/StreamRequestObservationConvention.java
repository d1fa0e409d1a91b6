package dev.jlibp2p.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and keys of {@link Libp2pObservation#STREAM_REQUEST}; a bean of this type replaces the default. */
public interface StreamRequestObservationConvention extends ObservationConvention<StreamRequestObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof StreamRequestObservationContext;
    }
}
