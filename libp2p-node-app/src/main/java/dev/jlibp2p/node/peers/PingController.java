package dev.jlibp2p.node.peers;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.node.problem.Problems;
import dev.jlibp2p.protocol.ping.Ping;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Measures the round trip to a connected peer. */
@RestController
final class PingController {

    private final Host host;

    private final Ping ping;

    PingController(Host host, Ping ping) {
        this.host = host;
        this.ping = ping;
    }

    @PostMapping("/api/v1/peers/{peerId}/ping")
    @Operation(operationId = "ping", summary = "Round trips to a connected peer, in milliseconds")
    @Problems({ProblemCode.NOT_FOUND, ProblemCode.UNREACHABLE, ProblemCode.TIMEOUT})
    PingView ping(
            @PeerIdParameter @PathVariable PeerId peerId,
            @RequestParam(defaultValue = "1") @Min(1) @Max(100) int count,
            @TimeoutParameter @RequestParam(required = false) @Size(max = 32) @Nullable String timeout) {
        if (host.connections(peerId).isEmpty()) {
            throw PeerDirectory.notConnected(peerId);
        }
        try {
            return new PingView(TimedCall.within(TimedCall.timeout(timeout), () -> ping.ping(host, peerId, count))
                    .stream()
                    .map(PeerDirectory::millis)
                    .toList());
        } catch (SocketTimeoutException e) {
            throw new ApiException(ProblemCode.TIMEOUT, "the peer did not answer: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new ApiException(ProblemCode.UNREACHABLE, "the peer did not answer: " + e.getMessage(), e);
        }
    }

    record PingView(List<Double> rttMs) {}
}
