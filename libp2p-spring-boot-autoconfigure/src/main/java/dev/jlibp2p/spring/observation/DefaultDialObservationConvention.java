package dev.jlibp2p.spring.observation;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.DialEnd;
import dev.jlibp2p.spring.observation.Libp2pObservation.HighCardinality;
import dev.jlibp2p.spring.observation.Libp2pObservation.LowCardinality;
import io.micrometer.common.KeyValues;

final class DefaultDialObservationConvention implements DialObservationConvention {

    private static final String UNKNOWN = "unknown";

    @Override
    public String getName() {
        return "libp2p.dial";
    }

    @Override
    public String getContextualName(DialObservationContext context) {
        return "libp2p dial";
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(DialObservationContext context) {
        DialEnd end = context.end();
        return KeyValues.of(
                LowCardinality.TRANSPORT.withValue(end == null ? DialEnd.NO_TRANSPORT : end.transport()),
                LowCardinality.OUTCOME.withValue(end == null ? UNKNOWN : end.outcome().label()));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(DialObservationContext context) {
        PeerId peer = context.dial().peer();
        return KeyValues.of(HighCardinality.PEER.withValue(peer == null ? UNKNOWN : peer.toString()));
    }
}
