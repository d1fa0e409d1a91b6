package dev.jlibp2p.spring.handler;

import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamHandler;
import dev.jlibp2p.resource.LogBudget;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a method for every stream of its protocols, within its bounds; whatever goes wrong ends with the stream. */
final class MethodStreamHandler implements StreamHandler {

    private static final Logger log = LoggerFactory.getLogger(Libp2pStreamHandler.class);

    private final Exchange exchange;

    private final FailedCalls failures;

    private final HandlerSettings settings;

    private final LogBudget warnings;

    private final Places places;

    private final Map<Outcome, LongAdder> outcomes = new EnumMap<>(Outcome.class);

    private volatile boolean accepting = true;

    MethodStreamHandler(Exchange exchange, FailedCalls failures, HandlerSettings settings, LogBudget warnings) {
        this.exchange = exchange;
        this.failures = failures;
        this.settings = settings;
        this.warnings = warnings;
        this.places = new Places(settings.maxConcurrent(), settings.maxConcurrentPerPeer());
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new LongAdder());
        }
    }

    HandlerSettings settings() {
        return settings;
    }

    String description() {
        return exchange.description();
    }

    /** Calls that ended this way, since the start. */
    long count(Outcome outcome) {
        return counter(outcome).sum();
    }

    /** Calls under way. */
    int active() {
        return places.taken();
    }

    /** Whether new streams are handled, or refused because the application stops. */
    void accept(boolean streams) {
        accepting = streams;
    }

    /** Waits until no call with a time limit is under way; to be called after {@code accept(false)}. */
    void drain() throws InterruptedException {
        if (!settings.timeout().isZero()) {
            places.awaitAll();
        }
    }

    @Override
    public void handle(Stream stream) {
        if (!places.take(stream.peer())) {
            refuse(stream);
            return;
        }
        // After the place was taken: whoever drains counts it from here on.
        if (!accepting) {
            places.giveBack(stream.peer());
            refuse(stream);
            return;
        }
        Call call = new Call(stream, Thread.currentThread());
        Outcome outcome = Outcome.FAILED;
        try {
            outcome = serve(call);
        } finally {
            if (outcome == Outcome.ANSWERED) {
                close(call);
            } else {
                ended(call, outcome);
            }
        }
    }

    @Override
    public String toString() {
        return description();
    }

    private LongAdder counter(Outcome outcome) {
        return Objects.requireNonNull(outcomes.get(outcome));
    }

    private void refuse(Stream stream) {
        counter(Outcome.REFUSED).increment();
        if (!accepting) {
            stream.reset(ResetCodes.SHUTDOWN);
            return;
        }
        stream.reset(ResetCodes.RESOURCE_LIMIT_EXCEEDED);
        warnings.spend(withheld -> log.warn(
                "{}: {} calls are under way, so one of {} is refused; raise maxConcurrent or maxConcurrentPerPeer if {} and {}"
                        + " are too few ({} more lines before this one)",
                description(), active(), stream.peer(), settings.maxConcurrent(), settings.maxConcurrentPerPeer(),
                withheld));
    }

    /** Catches everything: a method that overflows its stack must not end more than its stream. */
    private Outcome serve(Call call) {
        try {
            call.limit(settings.timeout());
            exchange.run(call);
            return call.expired() ? failures.expired(call) : Outcome.ANSWERED;
        } catch (Throwable e) {
            return failures.end(call, e);
        }
    }

    /** A call holds its place, and its time runs, until the last byte of its answer has left, which takes a peer that reads. */
    private void close(Call call) {
        try {
            call.stream().output().close();
        } catch (IOException e) {
            ended(call, failures.end(call, e));
            return;
        }
        call.stream().channel().shutdownOutput().addListener(sent -> {
            if (sent.isSuccess()) {
                ended(call, Outcome.ANSWERED);
            } else {
                ended(call, failures.end(call, sent.cause()));
            }
        });
    }

    private void ended(Call call, Outcome outcome) {
        call.end();
        counter(outcome).increment();
        places.giveBack(call.stream().peer());
    }
}
