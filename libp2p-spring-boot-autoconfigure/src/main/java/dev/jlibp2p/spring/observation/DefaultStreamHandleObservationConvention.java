package dev.jlibp2p.spring.observation;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.spring.observation.Libp2pObservation.HighCardinality;
import dev.jlibp2p.spring.observation.Libp2pObservation.LowCardinality;
import io.micrometer.common.KeyValues;

final class DefaultStreamHandleObservationConvention implements StreamHandleObservationConvention {

    @Override
    public String getName() {
        return "libp2p.stream.handle";
    }

    @Override
    public String getContextualName(StreamHandleObservationContext context) {
        return "libp2p handle " + context.protocol();
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(StreamHandleObservationContext context) {
        return KeyValues.of(LowCardinality.PROTOCOL.withValue(context.protocol()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(StreamHandleObservationContext context) {
        Connection connection = context.stream().connection();
        return KeyValues.of(HighCardinality.PEER.withValue(connection.peer().toString()),
                HighCardinality.CONNECTION.withValue(connection.id()));
    }
}
