package dev.jlibp2p.network;

import dev.jlibp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What became of one attempt to reach a peer.
 *
 * @param attempts addresses dialled without success, in order
 * @param skipped addresses not dialled
 */
public record DialReport(List<Attempt> attempts, List<Skipped> skipped) {

    public DialReport {
        attempts = List.copyOf(attempts);
        skipped = List.copyOf(skipped);
    }

    /**
     * One address dialled.
     *
     * @param elapsed until it failed
     */
    public record Attempt(Multiaddr address, Duration elapsed, Throwable cause) {}

    /**
     * One address not dialled.
     *
     * @param reason why, in words
     * @param outcome why, as one of a closed set
     */
    public record Skipped(Multiaddr address, String reason, Outcome outcome) {}

    /** What all of it amounts to: the end of the attempt that came farthest. */
    public Outcome outcome() {
        return Stream
                .concat(attempts.stream().map(attempt -> Outcome.of(attempt.cause())),
                        skipped.stream().map(Skipped::outcome))
                .reduce(Outcome::or)
                .orElse(Outcome.NO_ADDRESS);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    @Override
    public String toString() {
        String text = Stream
                .concat(attempts.stream()
                        .map(a -> a.address() + " failed after " + a.elapsed().toMillis() + " ms: "
                                + reason(a.cause())),
                        skipped.stream().map(s -> s.address() + " skipped: " + s.reason()))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? "no address is known" : text;
    }
}
