package dev.jlibp2p.node.peers;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.network.DialReport;
import dev.jlibp2p.network.Dialled;
import dev.jlibp2p.node.paging.Page;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.node.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists peers, connects to them and lets them go. */
@RestController
@RequestMapping("/api/v1/peers")
final class PeersController {

    private static final Logger log = LoggerFactory.getLogger(PeersController.class);

    private final Host host;

    private final PeerConnector connector;

    private final PeerDirectory directory;

    private final OperatorTags tags;

    PeersController(Host host, PeerConnector connector, PeerDirectory directory, OperatorTags tags) {
        this.host = host;
        this.connector = connector;
        this.directory = directory;
        this.tags = tags;
    }

    @GetMapping
    @Operation(operationId = "listPeers", summary = "Peers, the connected ones unless another state is asked for")
    Page<PeerView> list(@Valid PeerQuery query) {
        return directory.list(query);
    }

    @GetMapping("/{peerId}")
    @Operation(operationId = "getPeer", summary = "One peer: addresses, protocols, connections")
    @Problems(ProblemCode.NOT_FOUND)
    PeerDetailsView peer(@PeerIdParameter @PathVariable PeerId peerId) {
        return directory.details(peerId);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "connect", summary = "Connects to a peer")
    @ApiResponse(responseCode = "200", description = "There was a connection")
    @ApiResponse(responseCode = "201", description = "There is one now")
    @Problems({ProblemCode.GATED, ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.LIMIT, ProblemCode.PEER_ID_MISMATCH,
        ProblemCode.RATE_LIMITED, ProblemCode.UNREACHABLE, ProblemCode.NOT_RUNNING, ProblemCode.TIMEOUT})
    ResponseEntity<ConnectedView> connect(@RequestBody ConnectRequest request,
            @TimeoutParameter @RequestParam(required = false) @Size(max = 32) @Nullable String timeout,
            @ExplainParameter @RequestParam(defaultValue = "false") boolean explain) {
        ConnectRequest.Target target = request.target();
        Dialled dialled = connector.connect(target,
                TimedCall.timeout(timeout == null ? request.timeout() : timeout));
        if (request.tag() != null && !tags.add(target.peer(), request.tag())) {
            throw new ApiException(ProblemCode.LIMIT, "connected, but there is no room for another tag");
        }
        ConnectedView connected = ConnectedView.of(dialled, explain);
        return !dialled.report().equals(DialReport.EMPTY)
                ? ResponseEntity.created(URI.create("/api/v1/peers/" + connected.peerId())).body(connected)
                : ResponseEntity.ok(connected);
    }

    @PatchMapping(path = "/{peerId}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "changePeer", summary = "Changes the tags and the protection of a peer")
    @Problems({ProblemCode.NOT_FOUND, ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.LIMIT})
    PeerDetailsView change(@PeerIdParameter @PathVariable PeerId peerId, @RequestBody PeerChange change) {
        change.check();
        directory.details(peerId);
        boolean hadRoom = change.tags() == null
                || tags.replace(peerId, change.tags().stream().filter(Objects::nonNull).toList());
        if (change.isProtected() != null) {
            hadRoom &= tags.protect(peerId, change.isProtected());
        }
        if (!hadRoom) {
            throw new ApiException(ProblemCode.LIMIT,
                    "there is no room for what is said of more peers; take it back from others");
        }
        return directory.details(peerId);
    }

    @DeleteMapping("/{peerId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "disconnect", summary = "Closes all connections to a peer; what is known about it stays")
    @ApiResponse(responseCode = "204", description = "Closed")
    @Problems(ProblemCode.NOT_FOUND)
    void disconnect(@PeerIdParameter @PathVariable PeerId peerId,
            @Parameter(description = "For the log") @RequestParam(required = false) @Nullable @Size(max = 200) String reason) {
        if (host.disconnect(peerId) == 0) {
            throw PeerDirectory.notConnected(peerId);
        }
        log.info("disconnected from {}: {}", peerId,
                printable(Objects.requireNonNullElse(reason, "asked for over HTTP")));
    }

    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * @param connection the best one to the peer
     * @param report how it was reached, where that is asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ConnectedView(String peerId, ConnectionView connection, @Nullable DialReportView report) {

        static ConnectedView of(Dialled dialled, boolean explain) {
            Connection connection = dialled.connection();
            return new ConnectedView(connection.peer().toString(), ConnectionView.of(connection),
                    explain ? DialReportView.of(dialled.report()) : null);
        }
    }
}
