package dev.jlibp2p.node.peers;

import dev.jlibp2p.network.DialReport;
import java.util.List;

/** What became of every address of a peer. */
record DialReportView(List<Attempt> attempts, List<Skipped> skipped) {

    static DialReportView of(DialReport report) {
        return new DialReportView(
                report.attempts()
                        .stream()
                        .map(attempt -> new Attempt(attempt.address().toString(), attempt.elapsed().toMillis(),
                                String.valueOf(attempt.cause().getMessage())))
                        .toList(),
                report.skipped().stream().map(skip -> new Skipped(skip.address().toString(), skip.reason())).toList());
    }

    record Attempt(String addr, long elapsedMs, String error) {}

    record Skipped(String addr, String reason) {}
}
