package dev.jlibp2p.network;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.ProtocolId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps everything it hears. */
public final class RecordedEvents implements ConnectionListener {

    private final List<Dialling> dialling = new CopyOnWriteArrayList<>();

    private final List<DialEnd> dialled = new CopyOnWriteArrayList<>();

    private final List<UpgradePhase> phases = new CopyOnWriteArrayList<>();

    private final List<StreamRequest> requested = new CopyOnWriteArrayList<>();

    private final List<Settled> settled = new CopyOnWriteArrayList<>();

    private final List<Stream> opened = new CopyOnWriteArrayList<>();

    private final List<Stream> closed = new CopyOnWriteArrayList<>();

    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

    private record Settled(StreamRequest request, Outcome outcome) {}

    @Override
    public void dialling(Dialling dial) {
        dialling.add(dial);
    }

    @Override
    public void dialled(Dialling dial, DialEnd end) {
        if (!dialling.contains(dial)) {
            throw new AssertionError("the end of a dial whose beginning was not told");
        }
        dialled.add(end);
    }

    @Override
    public void passed(UpgradePhase phase) {
        phases.add(phase);
    }

    @Override
    public void requested(StreamRequest request) {
        requested.add(request);
    }

    @Override
    public void settled(StreamRequest request, Outcome outcome) {
        if (!requested.contains(request)) {
            throw new AssertionError("the end of a request whose beginning was not told");
        }
        settled.add(new Settled(request, outcome));
    }

    @Override
    public void streamOpened(Stream stream) {
        opened.add(stream);
    }

    @Override
    public void streamClosed(Stream stream) {
        closed.add(stream);
    }

    @Override
    public void exchanged(Exchange exchange) {
        exchanges.add(exchange);
    }

    List<Dialling> dialling() {
        return dialling;
    }

    List<DialEnd> dialled() {
        return dialled;
    }

    List<UpgradePhase> phases() {
        return phases;
    }

    List<Outcome> settled(ProtocolId first) {
        return settled.stream()
                .filter(each -> each.request().protocols().getFirst().equals(first))
                .map(Settled::outcome)
                .toList();
    }

    List<Stream> opened(ProtocolId protocol) {
        return opened.stream().filter(stream -> stream.protocol().equals(protocol)).toList();
    }

    List<Stream> closed(ProtocolId protocol) {
        return closed.stream().filter(stream -> stream.protocol().equals(protocol)).toList();
    }

    List<Exchange> exchanges(ProtocolId protocol) {
        return exchanges.stream().filter(exchange -> exchange.protocol().equals(protocol)).toList();
    }
}
