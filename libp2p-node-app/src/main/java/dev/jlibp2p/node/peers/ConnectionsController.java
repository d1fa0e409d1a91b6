package dev.jlibp2p.node.peers;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.node.paging.Page;
import dev.jlibp2p.node.paging.PageQuery;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.node.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Lists connections and their streams, and ends them one by one. */
@RestController
@RequestMapping("/api/v1/connections")
final class ConnectionsController {

    /** Ids are numbers, the greater of which is longer: the order in which they came about. */
    private static final Comparator<String> OLDEST_FIRST = Comparator.comparingInt(String::length)
            .thenComparing(Comparator.naturalOrder());

    private static final int MAX_ID = 32;

    private final Host host;

    ConnectionsController(Host host) {
        this.host = host;
    }

    @GetMapping
    @Operation(operationId = "listConnections", summary = "Open connections, the oldest first")
    Page<ConnectionDetailsView> list(@Valid ConnectionQuery query, @Valid PageQuery page) {
        return page
                .of(host.connections()
                        .stream()
                        .filter(query::matches)
                        .sorted(Comparator.comparing(Connection::id, OLDEST_FIRST))
                        .toList())
                .map(ConnectionDetailsView::of);
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getConnection", summary = "One connection")
    @Problems(ProblemCode.NOT_FOUND)
    ConnectionDetailsView one(@PathVariable @Size(max = MAX_ID) String id) {
        return ConnectionDetailsView.of(connection(id));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "closeConnection", summary = "Closes one connection; others to its peer stay")
    @ApiResponse(responseCode = "204", description = "Closed")
    @Problems(ProblemCode.NOT_FOUND)
    void close(@PathVariable @Size(max = MAX_ID) String id) {
        connection(id).close();
    }

    @GetMapping("/{id}/streams")
    @Operation(operationId = "listStreams", summary = "Open streams of a connection whose protocol is settled")
    @Problems(ProblemCode.NOT_FOUND)
    Page<StreamView> streams(@PathVariable @Size(max = MAX_ID) String id, @Valid PageQuery page) {
        return page
                .of(connection(id).streams()
                        .stream()
                        .sorted(Comparator.comparing(Stream::id, OLDEST_FIRST))
                        .toList())
                .map(StreamView::of);
    }

    @DeleteMapping("/{id}/streams/{streamId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "resetStream", summary = "Resets one stream")
    @ApiResponse(responseCode = "204", description = "Reset")
    @Problems(ProblemCode.NOT_FOUND)
    void reset(@PathVariable @Size(max = MAX_ID) String id, @PathVariable @Size(max = MAX_ID) String streamId) {
        connection(id).streams()
                .stream()
                .filter(stream -> stream.id().equals(streamId))
                .findFirst()
                .orElseThrow(() -> new ApiException(ProblemCode.NOT_FOUND, "there is no such stream"))
                .reset(ResetCodes.NONE);
    }

    private Connection connection(String id) {
        return host.connections()
                .stream()
                .filter(connection -> connection.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ApiException(ProblemCode.NOT_FOUND, "there is no such connection"));
    }

    /** Which connections a list is to have: those that fit every filter given. */
    record ConnectionQuery(@Nullable Direction direction, @Nullable @Size(max = 256) String transport,
            @Nullable @Size(max = 256) String security, @Nullable @Size(max = 256) String muxer) {

        boolean matches(Connection connection) {
            return (direction == null || direction == Direction.of(connection))
                    && (transport == null || transport.equals(connection.transport()))
                    && (security == null || security.equals(connection.security()))
                    && (muxer == null || muxer.equals(connection.muxer()));
        }
    }

    /**
     * One connection and whom it leads to.
     *
     * @param addr the peer's end
     * @param localAddr this node's end
     */
    record ConnectionDetailsView(String id, String peerId, String addr, String localAddr, Direction direction,
            String transport, String security, String muxer, boolean limited, int streams, Instant openedAt) {

        static ConnectionDetailsView of(Connection connection) {
            ConnectionView view = ConnectionView.of(connection);
            return new ConnectionDetailsView(view.id(), connection.peer().toString(), view.addr(),
                    connection.localAddress().toString(), view.direction(), view.transport(), view.security(),
                    view.muxer(), view.limited(), view.streams(), view.openedAt());
        }
    }

    /** One stream. */
    record StreamView(String id, String protocol, Direction direction) {

        static StreamView of(Stream stream) {
            return new StreamView(stream.id(), stream.protocol().toString(),
                    stream.inbound() ? Direction.INBOUND : Direction.OUTBOUND);
        }
    }
}
