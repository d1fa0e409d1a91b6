package dev.jlibp2p.spring.observation;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.spring.observation.Libp2pObservation.HighCardinality;
import dev.jlibp2p.spring.observation.Libp2pObservation.LowCardinality;
import io.micrometer.common.KeyValues;

final class DefaultStreamRequestObservationConvention implements StreamRequestObservationConvention {

    @Override
    public String getName() {
        return "libp2p.stream.request";
    }

    @Override
    public String getContextualName(StreamRequestObservationContext context) {
        return "libp2p request " + context.protocol();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(StreamRequestObservationContext context) {
        Outcome outcome = context.outcome();
        return KeyValues.of(LowCardinality.PROTOCOL.withValue(context.protocol()),
                LowCardinality.OUTCOME.withValue(outcome == null ? "unknown" : outcome.label()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(StreamRequestObservationContext context) {
        Connection connection = context.request().connection();
        return KeyValues.of(HighCardinality.PEER.withValue(connection.peer().toString()),
                HighCardinality.CONNECTION.withValue(connection.id()));
    }
}
