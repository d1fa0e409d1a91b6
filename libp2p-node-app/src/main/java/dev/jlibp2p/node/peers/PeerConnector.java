package dev.jlibp2p.node.peers;

import dev.jlibp2p.gate.GatedException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.Blocking;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.network.DialReport.Why;
import dev.jlibp2p.network.DialRequest;
import dev.jlibp2p.network.Dialled;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.security.PeerIdMismatchException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

/** Connects to peers and tells in the API's terms why it did not work. */
@Component
final class PeerConnector {

    /** What tells more than that no address worked; the first that any of them failed with counts. */
    private static final List<Map.Entry<Class<? extends IOException>, ProblemCode>> KNOWN = List.of(
            Map.entry(PeerIdMismatchException.class, ProblemCode.PEER_ID_MISMATCH),
            Map.entry(GatedException.class, ProblemCode.GATED),
            Map.entry(ResourceLimitException.class, ProblemCode.LIMIT));

    private final Host host;

    private final DialRate rate;

    PeerConnector(Host host, DialRate rate) {
        this.host = host;
        this.rate = rate;
    }

    /** @throws ApiException for every way in which it can fail */
    Dialled connect(ConnectRequest.Target target, Duration timeout) {
        PeerId peer = target.peer();
        if (peer.equals(host.id())) {
            throw ApiException.malformed("peerId", "is this node itself, expected another peer");
        }
        requireRunning();
        if (host.connections(peer).isEmpty()) {
            requireUnhurried();
        }
        try {
            DialRequest request = DialRequest.of(peer, target.addresses()).withKnown(host.peerStore());
            return TimedCall.within(timeout, () -> Blocking.await(host.network().dial(request)));
        } catch (IOException e) {
            throw problem(e);
        }
    }

    void requireRunning() {
        if (!host.isRunning()) {
            throw new ApiException(ProblemCode.NOT_RUNNING, "the node is stopped");
        }
    }

    private void requireUnhurried() {
        Duration wait = rate.take();
        if (!wait.isZero()) {
            throw new ApiException(ProblemCode.RATE_LIMITED, "too many dials, expected " + DialRate.PER_SECOND
                    + " a second and " + DialRate.BURST + " at once")
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(wait.plusMillis(999).toSeconds()));
        }
    }

    private static ApiException problem(IOException failure) {
        ApiException problem = named(failure);
        return failure instanceof DialException dial
                ? problem.with("report", DialReportView.of(dial.report()))
                : problem;
    }

    private static ApiException named(IOException failure) {
        for (Map.Entry<Class<? extends IOException>, ProblemCode> known : KNOWN) {
            Throwable found = find(failure, known.getKey());
            if (found != null) {
                return ApiException.of(known.getValue(), found);
            }
        }
        boolean gated = failure instanceof DialException dial
                && dial.report().skipped().stream().anyMatch(skipped -> skipped.why() == Why.GATED);
        return ApiException.of(gated ? ProblemCode.GATED : ProblemCode.UNREACHABLE, failure);
    }

    /** The failure itself, its causes, or the causes of the attempts it sums up. */
    private static @Nullable Throwable find(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return cause;
            }
        }
        if (failure instanceof DialException dial) {
            for (Throwable cause : dial.report().causes()) {
                Throwable found = find(cause, type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }
}
