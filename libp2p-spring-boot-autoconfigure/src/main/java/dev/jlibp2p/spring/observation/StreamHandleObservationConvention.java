package dev.jlibp2p.spring.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and keys of {@link Libp2pObservation#STREAM_HANDLE}; a bean of this type replaces the default. */
public interface StreamHandleObservationConvention extends ObservationConvention<StreamHandleObservationContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof StreamHandleObservationContext;
    }
}
