package dev.jlibp2p.name;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One address on its way to what it stands for. Lives on one event loop. */
final class NameResolution {

    private static final String DNSADDR_PREFIX = "_dnsaddr.";

    private static final String DNSADDR_ENTRY = "dnsaddr=";

    /** What a name says beyond that is not read. */
    private static final int MAX_ANSWERS = 1_024;

    private final NameResolver resolver;

    private final Multiaddr address;

    private final EventExecutor loop;

    private final Promise<List<Multiaddr>> done;

    private final Set<Multiaddr> results = new LinkedHashSet<>();

    /** What was looked up or is a result: a loop ends here. */
    private final Set<Multiaddr> seen = new HashSet<>();

    private final List<Future<?>> lookups = new ArrayList<>();

    private int pending;

    private @Nullable Throwable failure;

    private boolean tooDeep;

    NameResolution(NameResolver resolver, Multiaddr address, EventExecutor loop) {
        this.resolver = resolver;
        this.address = address;
        this.loop = loop;
        this.done = loop.newPromise();
    }

    Future<List<Multiaddr>> start() {
        ScheduledFuture<?> deadline = loop.schedule(this::expire, AddressNames.TIMEOUT.toNanos(),
                TimeUnit.NANOSECONDS);
        done.addListener(end -> {
            deadline.cancel(false);
            lookups.forEach(lookup -> lookup.cancel(false));
        });
        loop.execute(() -> {
            expand(address, 0);
            finishIfDone();
        });
        return done;
    }

    private void expand(Multiaddr next, int depth) {
        if (results.size() == AddressNames.MAX_RESULTS || !seen.add(next)) {
            return;
        }
        if (!AddressNames.isNamed(next)) {
            results.add(next);
        } else if (depth == AddressNames.MAX_DEPTH) {
            tooDeep = true;
        } else if (lookups.size() < AddressNames.MAX_LOOKUPS) {
            lookUp(next, depth);
        }
    }

    private void lookUp(Multiaddr named, int depth) {
        Component first = named.components().getFirst();
        List<Component> rest = named.components().subList(1, named.components().size());
        if (first.protocol() == Protocol.DNSADDR) {
            follow(resolver.texts(DNSADDR_PREFIX + first.value()), (text, found) -> entry(text, rest, found), depth);
        } else {
            List<Component> behind = AddressNames.withServerName(rest, first.value());
            follow(resolver.addresses(first.value()), (ip, found) -> {
                if (isWanted(first.protocol(), ip)) {
                    found.add(at(ip, behind));
                }
            }, depth);
        }
    }

    /** Reads every answer of a lookup into addresses; what is no address, or none that is asked for, is left out. */
    private <T> void follow(Future<List<T>> lookup, BiConsumer<T, List<Multiaddr>> read, int depth) {
        lookups.add(lookup);
        pending++;
        lookup.addListener((Future<List<T>> answered) -> loop.execute(() -> {
            pending--;
            if (done.isDone()) {
                return;
            }
            if (answered.isSuccess()) {
                List<Multiaddr> found = new ArrayList<>();
                List<T> answers = answered.getNow();
                for (T answer : answers.subList(0, Math.min(answers.size(), MAX_ANSWERS))) {
                    try {
                        read.accept(answer, found);
                    } catch (IllegalArgumentException e) {
                        failure = e;
                    }
                }
                found.forEach(each -> expand(each, depth + 1));
            } else {
                failure = answered.cause();
            }
            finishIfDone();
        }));
    }

    private static void entry(String text, List<Component> rest, List<Multiaddr> found) {
        if (!text.startsWith(DNSADDR_ENTRY)) {
            return;
        }
        Multiaddr entry = Multiaddr.of(text.substring(DNSADDR_ENTRY.length()));
        List<Component> components = entry.components();
        int behind = components.size() - rest.size();
        if (behind > 0 && components.subList(behind, components.size()).equals(rest)) {
            found.add(entry);
        }
    }

    private static boolean isWanted(Protocol family, InetAddress ip) {
        return family == Protocol.DNS || (family == Protocol.DNS4) == (ip instanceof Inet4Address);
    }

    private static Multiaddr at(InetAddress ip, List<Component> rest) {
        Protocol family = ip instanceof Inet4Address ? Protocol.IP4 : Protocol.IP6;
        return Multiaddr.of(Stream.concat(Stream.of(Component.of(family, ip.getAddress())), rest.stream()).toList());
    }

    private void finishIfDone() {
        if (pending == 0 || results.size() == AddressNames.MAX_RESULTS) {
            finish(nothing());
        }
    }

    /** What was found in time counts. */
    private void expire() {
        finish(new SocketTimeoutException(
                "no answer to " + address + " within " + AddressNames.TIMEOUT.toMillis() + " ms"));
    }

    private void finish(IOException otherwise) {
        if (results.isEmpty()) {
            done.tryFailure(otherwise);
        } else {
            done.trySuccess(List.copyOf(results));
        }
    }

    private UnknownHostException nothing() {
        String why = tooDeep
                ? "its dnsaddr entries lead to one another more than " + AddressNames.MAX_DEPTH + " times"
                : failure == null ? "no entry leads to an address like this one" : String.valueOf(failure.getMessage());
        UnknownHostException nothing = new UnknownHostException(address + " stands for no address: " + why);
        nothing.initCause(failure);
        return nothing;
    }
}
