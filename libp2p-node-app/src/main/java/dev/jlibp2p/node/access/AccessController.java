package dev.jlibp2p.node.access;

import dev.jlibp2p.gate.Access;
import dev.jlibp2p.gate.AccessEntry;
import dev.jlibp2p.gate.AccessGater;
import dev.jlibp2p.gate.AccessRule;
import dev.jlibp2p.node.paging.Page;
import dev.jlibp2p.node.paging.PageQuery;
import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.FieldError;
import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.node.problem.Problems;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/** The rules by which peers may connect, until the node stops: those of its configuration are there again at the next start. */
@RestController
@RequestMapping("/api/v1/access/{list}")
final class AccessController {

    private static final int MAX_ENTRY = 1_024;

    private static final String LIST = "Who may connect, or who may not";

    private final ObjectProvider<AccessGater> gater;

    private final Clock clock = Clock.systemUTC();

    AccessController(ObjectProvider<AccessGater> gater) {
        this.gater = gater;
    }

    @GetMapping
    @Operation(operationId = "listAccess", summary = "The entries of a list; expired ones if they keep the allow list closed")
    @Problems(ProblemCode.FEATURE_DISABLED)
    Page<AccessView> list(@ListParameter @PathVariable Access list, @Valid PageQuery page) {
        return page.of(gater().entries(list)).map(AccessView::of);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "addAccess", summary = "Adds an entry; connections that are not admitted any more are closed")
    @ApiResponse(responseCode = "201", description = "It counts")
    @Problems({ProblemCode.FEATURE_DISABLED, ProblemCode.UNSUPPORTED_MEDIA_TYPE, ProblemCode.EXISTS, ProblemCode.LIMIT})
    ResponseEntity<AccessView> add(@ListParameter @PathVariable Access list, @RequestBody AccessRequest request) {
        AccessEntry entry = request.entry(clock.instant());
        boolean added;
        try {
            added = gater().add(list, entry);
        } catch (IllegalStateException e) {
            throw ApiException.of(ProblemCode.LIMIT, e);
        }
        if (!added) {
            throw new ApiException(ProblemCode.EXISTS, "there is an entry for " + entry.rule() + " already");
        }
        AccessView view = AccessView.of(entry);
        return ResponseEntity.created(location(list, view)).body(view);
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "removeAccess", summary = "Takes an entry out, however it is written")
    @ApiResponse(responseCode = "204", description = "It does not count any more")
    @Problems({ProblemCode.FEATURE_DISABLED, ProblemCode.NOT_FOUND})
    void remove(@ListParameter @PathVariable Access list, @RequestParam @Size(max = MAX_ENTRY) String entry) {
        AccessRule rule = rule(entry);
        if (!gater().remove(list, rule)) {
            throw new ApiException(ProblemCode.NOT_FOUND, "there is no entry for " + rule);
        }
    }

    private AccessGater gater() {
        AccessGater present = gater.getIfAvailable();
        if (present == null) {
            throw new ApiException(ProblemCode.FEATURE_DISABLED, "this node has a gater of its own, without lists");
        }
        return present;
    }

    private static AccessRule rule(String text) {
        try {
            return AccessRule.of(text.strip());
        } catch (IllegalArgumentException e) {
            throw ApiException.malformed(List.of(FieldError.of("entry", e)));
        }
    }

    private static URI location(Access list, AccessView view) {
        return UriComponentsBuilder.fromPath("/api/v1/access/{list}")
                .queryParam("entry", "{entry}")
                .encode()
                .buildAndExpand(AccessFormat.text(list), view.entry())
                .toUri();
    }

    /**
     * The body of a request for an entry.
     *
     * @param entry a peer id, an IP address or range, or a multiaddr
     * @param expiresAt when it stops to count; never if not given
     * @param reason for people
     */
    record AccessRequest(
            @Nullable @Schema(maxLength = MAX_ENTRY, requiredMode = Schema.RequiredMode.REQUIRED) String entry,
            @Nullable Instant expiresAt, @Nullable @Schema(maxLength = AccessEntry.MAX_REASON) String reason) {

        AccessEntry entry(Instant now) {
            if (entry == null || entry.length() > MAX_ENTRY) {
                throw ApiException.malformed("entry", "expected a peer id, an IP address or range, or a multiaddr");
            }
            if (expiresAt != null && !expiresAt.isAfter(now)) {
                throw ApiException.malformed("expiresAt", "has passed, expected a time to come");
            }
            if (reason != null && reason.length() > AccessEntry.MAX_REASON) {
                throw ApiException.malformed("reason", "has " + reason.length() + " characters, expected "
                        + AccessEntry.MAX_REASON + " at most");
            }
            return new AccessEntry(rule(entry), Objects.requireNonNullElse(reason, ""), expiresAt);
        }
    }

    /**
     * One entry.
     *
     * @param entry in its shortest form
     * @param expiresAt when it stops to count; {@code null} for never
     * @param reason for people; may be empty
     */
    record AccessView(String entry, @Nullable Instant expiresAt, String reason) {

        static AccessView of(AccessEntry entry) {
            return new AccessView(entry.rule().toString(), entry.expiresAt(), entry.reason());
        }
    }

    /** A list in the path, as the API's description has it. */
    @Parameter(description = LIST, schema = @Schema(type = "string", allowableValues = {"allow", "deny"}))
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.PARAMETER)
    @interface ListParameter {}
}
