package dev.jlibp2p.network;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.name.AddressNames;
import dev.jlibp2p.network.DialFilter.Candidate;
import dev.jlibp2p.network.DialReport.Skipped;
import dev.jlibp2p.network.DialReport.Why;
import dev.jlibp2p.transport.Transport;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseNotifier;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to reach a peer: its addresses race each other, each from the time its rank gives it, until one works; within one
 * deadline, for all callers who want this peer meanwhile. Its state lives on one event loop, which need not be that of the links
 * it makes. What loses is cancelled, which closes it.
 */
final class Dial implements Dialling {

    /** Each of them leads to {@value AddressNames#MAX_RESULTS} addresses at most, by as many lookups. */
    static final int MAX_LEARNT_NAMES = 4;

    private final DefaultNetwork network;

    private final NetworkSettings settings;

    private final EventLoop loop;

    private final @Nullable PeerId peer;

    private final Promise<Dialled> connected;

    private final DialSchedule schedule;

    private final Set<Multiaddr> known = new HashSet<>();

    /** What is under way for an address: a lookup, a place in line, or a link in the making. */
    private final Map<Multiaddr, Step> steps = new LinkedHashMap<>();

    private final List<DialReport.Attempt> attempts = new ArrayList<>();

    private final Map<Multiaddr, Skipped> skipped = new LinkedHashMap<>();

    private final long begun;

    /** Whether a link has been taken, on whatever loop. */
    private final AtomicBoolean won = new AtomicBoolean();

    private boolean started;

    private boolean explicit;

    private int callers;

    private int lookups;

    private int learntNames;

    private @Nullable ScheduledFuture<?> nextTurn;

    private @Nullable DefaultConnection made;

    private String transport = DialEnd.NO_TRANSPORT;

    /** @param attempt null for a lookup, and in line */
    private record Step(Runnable cancel, @Nullable DialAttempt attempt, long begun) {}

    Dial(DefaultNetwork network, NetworkSettings settings, EventLoop loop, @Nullable PeerId peer) {
        this.network = network;
        this.settings = settings;
        this.loop = loop;
        this.peer = peer;
        this.connected = loop.newPromise();
        this.schedule = new DialSchedule(settings.dials().concurrencyPerPeer());
        this.begun = now();
        connected.addListener(done -> {
            steps.values().forEach(step -> step.cancel().run());
            network.ended(this, end());
        });
    }

    @Override
    public @Nullable PeerId peer() {
        return peer;
    }

    /**
     * Begins the dial, or adds a caller and its addresses to it. Each caller has a future of its own to cancel; the dial ends
     * early when the last of them has.
     */
    <T> Future<T> join(DialRequest request, Function<? super Dialled, T> as) {
        Promise<T> joined = loop.newPromise();
        loop.execute(() -> {
            if (connected.isDone() && !connected.isSuccess()) {
                // Too late for these addresses to be tried here.
                Future<T> again = network.dial(request, as);
                PromiseNotifier.cascade(false, again, joined);
            } else {
                add(request, joined, as);
            }
        });
        return joined;
    }

    /** Ends it for all callers. */
    void stop() {
        connected.tryFailure(new StoppedException(null));
    }

    private <T> void add(DialRequest request, Promise<T> joined, Function<? super Dialled, T> as) {
        callers++;
        explicit |= request.explicit();
        connected.addListener(done -> deliver(joined, as));
        joined.addListener(done -> {
            if (done.isCancelled() && --callers == 0) {
                abandon();
            }
        });
        if (!started) {
            started = true;
            start();
        }
        if (!connected.isDone()) {
            List<Candidate> wanted = new ArrayList<>();
            request.given().forEach(address -> wanted.add(new Candidate(address, false, request.explicit())));
            request.learnt().forEach(address -> wanted.add(new Candidate(address, true, request.explicit())));
            consider(wanted);
        }
    }

    private void start() {
        ScheduledFuture<?> deadline = loop.schedule(this::expire, settings.dials().timeout().toNanos(),
                TimeUnit.NANOSECONDS);
        connected.addListener(done -> deadline.cancel(false));
        // Again: an earlier dial may have ended since the caller looked.
        Connection there = peer == null ? null : network.openTo(peer);
        if (there != null) {
            connected.trySuccess(new Dialled(there, DialReport.EMPTY));
        }
    }

    /** Nobody waits for it any more. A connection that comes of it in the same moment goes too, unless somebody else has it. */
    private void abandon() {
        if (!connected.cancel(false) && made != null) {
            network.abandon(made);
        }
    }

    private <T> void deliver(Promise<T> joined, Function<? super Dialled, T> as) {
        if (!connected.isSuccess()) {
            joined.tryFailure(connected.cause());
        } else if (joined.trySuccess(as.apply(connected.getNow()))) {
            ((DefaultConnection) connected.getNow().connection()).claim();
        }
    }

    /** Ranks what is new and may be dialled; names come back here when it is known what they stand for. */
    private void consider(Collection<Candidate> candidates) {
        List<Multiaddr> admitted = new ArrayList<>();
        for (Candidate candidate : candidates) {
            Multiaddr address = candidate.address();
            if (!known.add(alike(address))) {
                continue;
            }
            if (AddressNames.isNamed(address)) {
                if (mayAsk(candidate)) {
                    skipped.remove(alike(address));
                    resolve(candidate);
                }
            } else if (isAdmitted(candidate)) {
                skipped.remove(alike(address));
                admitted.add(address);
            }
        }
        schedule.add(admitted, now());
        next();
    }

    /** One for all addresses that lead to the same: the peer that is dialled goes without saying. */
    private Multiaddr alike(Multiaddr address) {
        // Which of its entries a dnsaddr leads to depends on the peer.
        boolean isNamed = address.first(Protocol.DNSADDR).isPresent();
        return peer == null || isNamed || !PeerId.in(address).equals(Optional.of(peer))
                ? address
                : address.withoutPeer();
    }

    /** What others told may name a server of theirs, which this node would ask for whatever the server says next. */
    private boolean mayAsk(Candidate named) {
        if (!named.learnt() || learntNames++ < MAX_LEARNT_NAMES) {
            return true;
        }
        skip(new Skipped(named.address(), Why.NAMES,
                "others told more than " + MAX_LEARNT_NAMES + " names of this peer"));
        known.remove(alike(named.address()));
        return false;
    }

    private void skip(Skipped skip) {
        skipped.put(alike(skip.address()), skip);
    }

    private boolean isAdmitted(Candidate candidate) {
        Multiaddr address = candidate.address();
        try {
            Skipped refusal = network.dialFilter().refusal(peer, candidate);
            if (refusal != null) {
                skip(refusal);
                if (refusal.why() == Why.BACKOFF || refusal.why() == Why.SCOPE) {
                    // Another caller may insist on it, or know it for himself.
                    known.remove(alike(address));
                }
            }
            return refusal == null;
        } catch (RuntimeException | Error e) {
            attempts.add(new DialReport.Attempt(address, DialEnd.NO_TRANSPORT, UpgradePhase.Phase.CONNECT, since(begun),
                    Duration.ZERO, e));
            return false;
        }
    }

    private void resolve(Candidate named) {
        long lookupBegun = now();
        Future<List<Multiaddr>> resolution = network.names().resolve(named.address(), loop);
        lookups++;
        steps.put(named.address(), new Step(() -> resolution.cancel(false), null, lookupBegun));
        resolution.addListener((Future<List<Multiaddr>> done) -> {
            network.resolved(since(lookupBegun), done.cause());
            if (connected.isDone()) {
                return;
            }
            lookups--;
            steps.remove(named.address());
            if (done.isSuccess()) {
                consider(done.getNow().stream().map(named::resolved).toList());
            } else {
                attempts.add(lookup(named.address(), lookupBegun, done.cause()));
                next();
            }
        });
    }

    private DialReport.Attempt lookup(Multiaddr named, long lookupBegun, Throwable cause) {
        return new DialReport.Attempt(named, DialEnd.NO_TRANSPORT, UpgradePhase.Phase.RESOLVE,
                Duration.ofNanos(lookupBegun - begun), since(lookupBegun), cause);
    }

    /** Begins whatever is due, and sees to it that what is not due yet will be. */
    private void next() {
        for (Multiaddr due = due(); due != null; due = due()) {
            queue(due);
        }
        if (connected.isDone()) {
            return;
        }
        if (schedule.isExhausted() && lookups == 0 && !insist()) {
            connected.tryFailure(new DialException(peer, report(Why.NO_TIME, "no time was left for it")));
            return;
        }
        if (nextTurn != null) {
            nextTurn.cancel(false);
            nextTurn = null;
        }
        long wait = schedule.delay(now());
        if (wait != DialSchedule.NEVER) {
            nextTurn = loop.schedule(this::next, wait, TimeUnit.NANOSECONDS);
        }
    }

    private @Nullable Multiaddr due() {
        return connected.isDone() ? null : schedule.next(now());
    }

    /** Whoever asked for it gets even what seems to lead nowhere, when there is nothing else. */
    private boolean insist() {
        List<Multiaddr> holes = skipped.values()
                .stream()
                .filter(skip -> explicit && skip.why() == Why.BLACK_HOLE)
                .map(Skipped::address)
                .toList();
        holes.forEach(hole -> skipped.remove(alike(hole)));
        schedule.add(holes, now());
        if (!holes.isEmpty()) {
            loop.execute(this::next);
        }
        return !holes.isEmpty();
    }

    /** A dial takes its place among all dials of the node. */
    private void queue(Multiaddr address) {
        Runnable begin = () -> onLoop(() -> begin(address), network.dialSlots()::release);
        steps.put(address, new Step(() -> network.dialSlots().withdraw(begin), null, now()));
        network.dialSlots().acquire(begin);
    }

    private void begin(Multiaddr address) {
        if (connected.isDone()) {
            network.dialSlots().release();
            return;
        }
        Transport serving = network.transportFor(address);
        if (serving == null) {
            throw new IllegalStateException("the transport of " + address + " is gone");
        }
        transport = serving.name();
        DialAttempt attempt = new DialAttempt(network, settings.ticker(), serving, address,
                () -> onLoop(() -> schedule.reached(address, now()), () -> {}));
        Future<SecuredMuxer> link;
        try {
            link = attempt.start(settings.peerStore(), DialFilter.expected(peer, address));
        } catch (RuntimeException | Error e) {
            link = loop.newFailedFuture(e);
        }
        Future<SecuredMuxer> making = link;
        steps.put(address, new Step(() -> making.cancel(false), attempt, now()));
        making.addListener((Future<SecuredMuxer> done) -> {
            network.dialSlots().release();
            if (done.isSuccess()) {
                linked(attempt, done.getNow());
            } else {
                onLoop(() -> failed(attempt, done.cause()), () -> {});
            }
        });
    }

    /** A link that was there before anybody listened comes on this loop, and its session lives on its own. */
    private void linked(DialAttempt attempt, SecuredMuxer link) {
        EventLoop own = link.session().eventLoop();
        if (own.inEventLoop()) {
            register(attempt, link);
            return;
        }
        try {
            own.execute(() -> register(attempt, link));
        } catch (RejectedExecutionException e) {
            link.session().close();
        }
    }

    /** Before the next byte of the link is read. */
    private void register(DialAttempt attempt, SecuredMuxer link) {
        if (connected.isDone() || !won.compareAndSet(false, true)) {
            link.session().close();
            return;
        }
        DefaultConnection connection = network.register(link);
        onLoop(() -> succeeded(attempt, connection), connection::close);
    }

    private void succeeded(DialAttempt attempt, DefaultConnection connection) {
        made = connection;
        steps.remove(attempt.address());
        if (connected.isDone()) {
            network.abandon(connection);
            return;
        }
        network.dialFilter().ended(peer, attempt.address(), Outcome.SUCCESS);
        steps.values().forEach(step -> passed(step.attempt(), attempt));
        attempts.add(attempt.report(begun, null));
        connected.trySuccess(new Dialled(connection, report(Why.SUPERSEDED, "another address worked first")));
    }

    private void passed(@Nullable DialAttempt slower, DialAttempt winner) {
        if (slower != null && slower.isOvertakenBy(winner)) {
            network.dialFilter().overtaken(slower.address());
        }
    }

    private void failed(DialAttempt attempt, Throwable cause) {
        if (connected.isDone()) {
            return;
        }
        steps.remove(attempt.address());
        network.dialFilter().ended(peer, attempt.address(), Outcome.of(cause));
        attempts.add(attempt.report(begun, cause));
        schedule.ended();
        next();
    }

    private void expire() {
        if (!connected.isDone()) {
            SocketTimeoutException late = new SocketTimeoutException("no connection within the "
                    + settings.dials().timeout().toMillis() + " ms all addresses have together");
            steps.forEach((address, step) -> {
                if (step.attempt() != null) {
                    attempts.add(step.attempt().report(begun, late));
                    network.dialFilter().ended(peer, address, Outcome.TIMEOUT);
                } else if (AddressNames.isNamed(address)) {
                    attempts.add(lookup(address, step.begun(), late));
                }
            });
            connected.tryFailure(new DialException(peer, report(Why.NO_TIME, "no time was left for it")));
        }
    }

    /** What was tried and what was not, the latter for one reason where it has none of its own. */
    private DialReport report(Why why, String reason) {
        steps.forEach((address, step) -> {
            boolean isReported = attempts.stream().anyMatch(attempt -> attempt.address().equals(address));
            if (!isReported) {
                skip(new Skipped(address, why, reason));
            }
        });
        schedule.drain().forEach(address -> skip(new Skipped(address, why, reason)));
        return new DialReport(attempts, List.copyOf(skipped.values()));
    }

    private DialEnd end() {
        Throwable cause = connected.cause();
        String used = cause == null ? connected.getNow().connection().transport() : transport;
        DialReport report = cause == null
                ? connected.getNow().report()
                : cause instanceof DialException failed ? failed.report() : DialReport.EMPTY;
        return new DialEnd(Outcome.of(cause), since(begun), used, cause, report);
    }

    /** Runs it here, or {@code otherwise} when the loop has ended with its network. */
    private void onLoop(Runnable step, Runnable otherwise) {
        try {
            loop.execute(step);
        } catch (RejectedExecutionException e) {
            otherwise.run();
        }
    }

    private Duration since(long before) {
        return Duration.ofNanos(now() - before);
    }

    private long now() {
        return settings.ticker().nanoTime();
    }
}
