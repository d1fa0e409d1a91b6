package dev.jlibp2p.network;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.network.UpgradePhase.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of every address of a peer.
 *
 * @param attempts addresses dialled, by when they ended
 * @param skipped addresses not dialled
 */
public record DialReport(List<Attempt> attempts, List<Skipped> skipped) {

    /** Of no address at all. */
    public static final DialReport EMPTY = new DialReport(List.of(), List.of());

    public DialReport {
        attempts = List.copyOf(attempts);
        skipped = List.copyOf(skipped);
    }

    /**
     * One address dialled, or one name looked up.
     *
     * @param transport that dialled it; {@link DialEnd#NO_TRANSPORT} for a name
     * @param phase how far it came
     * @param begun since the dial of the peer began
     * @param elapsed since then
     * @param cause of its failure; null when it worked
     */
    public record Attempt(Multiaddr address, String transport, Phase phase, Duration begun, Duration elapsed,
            @Nullable Throwable cause) {

        /** How it ended; {@link Outcome#CANCELLED} when another address was faster. */
        public Outcome outcome() {
            return Outcome.of(cause);
        }

        @Override
        public String toString() {
            String end = cause == null ? "worked" : "failed";
            return address + " " + end + " after " + elapsed.toMillis() + " ms" + (cause == null
                    ? ""
                    : " during " + phase.label().replace('-', ' ') + ": " + reason(cause));
        }
    }

    /**
     * One address not dialled.
     *
     * @param why as one of a closed set
     * @param reason the same in words
     * @param remaining for {@link Why#BACKOFF} how long that lasts yet, else nought
     */
    public record Skipped(Multiaddr address, Why why, String reason, Duration remaining) {

        Skipped(Multiaddr address, Why why, String reason) {
            this(address, why, reason, Duration.ZERO);
        }

        @Override
        public String toString() {
            return address + " skipped: " + reason;
        }
    }

    /** Why an address was not dialled; a closed set, fit for a metric tag. */
    public enum Why {
        /** Its last component names another peer. */
        OTHER_PEER(Outcome.NO_ADDRESS),
        /** No transport of this node serves it. */
        NO_TRANSPORT(Outcome.NO_TRANSPORT),
        /** It is of a private range, and was told by others. */
        SCOPE(Outcome.GATED),
        /** The gater refused it. */
        GATED(Outcome.GATED),
        /** It failed a moment ago. */
        BACKOFF(Outcome.FAILED),
        /** Nothing of its kind has worked lately: this machine seems to have no way there. */
        BLACK_HOLE(Outcome.UNREACHABLE),
        /** Others told too many names of the peer. */
        NAMES(Outcome.GATED),
        /** Another address worked first. */
        SUPERSEDED(Outcome.CANCELLED),
        /** The deadline of the dial came first. */
        NO_TIME(Outcome.FAILED);

        private final Outcome outcome;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        Why(Outcome outcome) {
            this.outcome = outcome;
        }

        /** As it stands in tags and documents, for example {@code black-hole}. */
        public String label() {
            return label;
        }
    }

    /** What all of it amounts to: the end of the attempt that came farthest. */
    public Outcome outcome() {
        return Stream
                .concat(attempts.stream().map(Attempt::outcome), skipped.stream().map(skip -> skip.why().outcome))
                .reduce(Outcome::or)
                .orElse(Outcome.NO_ADDRESS);
    }

    /** Why addresses failed, in the order in which they did. */
    public List<Throwable> causes() {
        List<Throwable> causes = new ArrayList<>();
        for (Attempt attempt : attempts) {
            if (attempt.cause() != null) {
                causes.add(attempt.cause());
            }
        }
        return causes;
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.toString() : message;
    }

    @Override
    public String toString() {
        String text = Stream.concat(attempts.stream(), skipped.stream())
                .map(Record::toString)
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? "no address is known" : text;
    }
}
