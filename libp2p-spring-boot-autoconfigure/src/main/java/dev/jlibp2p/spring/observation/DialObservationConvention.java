package dev.jlibp2p.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and keys of {@link Libp2pObservation#DIAL}; a bean of this type replaces the default. */
public interface DialObservationConvention extends ObservationConvention<DialObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof DialObservationContext;
    }
}
