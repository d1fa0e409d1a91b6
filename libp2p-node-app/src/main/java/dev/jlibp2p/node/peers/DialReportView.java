package dev.jlibp2p.node.peers;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.jlibp2p.network.DialReport;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of every address of a peer.
 *
 * @param attempts those dialled, and names looked up, by when they ended
 * @param skipped those not dialled
 */
record DialReportView(List<Attempt> attempts, List<Skipped> skipped) {

    static DialReportView of(DialReport report) {
        return new DialReportView(report.attempts().stream().map(Attempt::of).toList(),
                report.skipped().stream().map(Skipped::of).toList());
    }

    /**
     * @param phase how far it came
     * @param atMs when it began, since the dial of the peer did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Attempt(String addr, @Schema(description = "None for a name that was looked up") String transport,
            @Schema(description = "How far it came", example = "handshake") String phase,
            @Schema(example = "refused") String outcome,
            @Schema(description = "When it began, since the whole dial did") long atMs, long elapsedMs,
            @Schema(description = "Missing when it worked") @Nullable String error) {

        static Attempt of(DialReport.Attempt attempt) {
            Throwable cause = attempt.cause();
            return new Attempt(attempt.address().toString(), attempt.transport(), attempt.phase().label(),
                    attempt.outcome().label(), attempt.begun().toMillis(), attempt.elapsed().toMillis(),
                    cause == null ? null : String.valueOf(cause.getMessage()));
        }
    }

    /**
     * @param why one of a closed set
     * @param reason the same in words
     * @param retryInMs how long its backoff lasts yet
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Skipped(String addr, @Schema(example = "backoff") String why, String reason,
            @Schema(description = "How long its backoff lasts yet") @Nullable Long retryInMs) {

        static Skipped of(DialReport.Skipped skip) {
            return new Skipped(skip.address().toString(), skip.why().label(), skip.reason(),
                    skip.remaining().isZero() ? null : skip.remaining().toMillis());
        }
    }
}
