package dev.jlibp2p.spring.observation;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.network.ConnectionListener;
import dev.jlibp2p.network.DialEnd;
import dev.jlibp2p.network.Dialling;
import dev.jlibp2p.network.Outcome;
import dev.jlibp2p.network.StreamRequest;
import dev.jlibp2p.spring.metrics.ProtocolTags;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Observes the dials and streams of one host. Dials and requests for streams begin on the thread that asks, so they are
 * children of what is observed there; a handler runs within the scope of its observation.
 */
public final class HostObservations implements HostService, ConnectionListener {

    private final ObservationRegistry registry;

    private final Conventions conventions;

    private final ProtocolTags protocols = new ProtocolTags();

    /** Each entry goes with the end that is told of every beginning. */
    private final Map<Dialling, Observed<DialObservationContext>> dials = new ConcurrentHashMap<>();

    private final Map<StreamRequest, Observed<StreamRequestObservationContext>> requests = new ConcurrentHashMap<>();

    private record Observed<C extends Observation.Context>(Observation observation, C context) {}

    HostObservations(ObservationRegistry registry, Conventions conventions) {
        this.registry = registry;
        this.conventions = conventions;
    }

    @Override
    public void start(HostContext context) {
        protocols.handledBy(context.host());
        context.host().network().addListener(this);
    }

    /** The same handler, observed. */
    StreamHandler around(StreamHandler handler) {
        return stream -> handle(handler, stream);
    }

    @Override
    public void dialling(Dialling dial) {
        DialObservationContext context = new DialObservationContext(dial);
        Observation observation = Libp2pObservation.DIAL.start(conventions.dial(),
                new DefaultDialObservationConvention(), () -> context, registry);
        dials.put(dial, new Observed<>(observation, context));
    }

    @Override
    public void dialled(Dialling dial, DialEnd end) {
        Observed<DialObservationContext> observed = dials.remove(dial);
        if (observed == null) {
            return;
        }
        observed.context().end(end);
        if (end.cause() != null) {
            observed.observation().error(end.cause());
        }
        observed.observation().stop();
    }

    @Override
    public void requested(StreamRequest request) {
        StreamRequestObservationContext context = new StreamRequestObservationContext(request,
                protocols.tag(request.protocols().getFirst()));
        Observation observation = Libp2pObservation.STREAM_REQUEST.start(conventions.streamRequest(),
                new DefaultStreamRequestObservationConvention(), () -> context, registry);
        requests.put(request, new Observed<>(observation, context));
    }

    @Override
    public void settled(StreamRequest request, Outcome outcome) {
        Observed<StreamRequestObservationContext> observed = requests.remove(request);
        if (observed != null) {
            observed.context().outcome(outcome);
            observed.observation().stop();
        }
    }

    private void handle(StreamHandler handler, Stream stream) throws IOException {
        StreamHandleObservationContext context = new StreamHandleObservationContext(stream,
                protocols.tag(stream.protocol()));
        Observation observation = Libp2pObservation.STREAM_HANDLE.observation(conventions.streamHandle(),
                new DefaultStreamHandleObservationConvention(), () -> context, registry);
        Observation.CheckedRunnable<IOException> handling = () -> handler.handle(stream);
        observation.observeChecked(handling);
    }
}
