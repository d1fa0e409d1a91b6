package dev.jlibp2p.network;

import dev.jlibp2p.address.AddressScope;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which address of a peer is dialled when, if none before it worked. Decides as go-libp2p does: what runs over UDP before what
 * runs over TCP, because it is there in fewer round trips; IPv6 and IPv4 by turns (RFC 8305); low ports first, for those are
 * listened on; private and public addresses side by side; relays last where there is a public address.
 */
final class DialRanker {

    /** About a round trip on the Internet. */
    static final Duration PUBLIC_STEP = Duration.ofMillis(250);

    /** About a round trip in a network of one's own. */
    static final Duration PRIVATE_STEP = Duration.ofMillis(30);

    /** What a direct address has before any relay. */
    static final Duration RELAY_DELAY = Duration.ofMillis(500);

    private static final Comparator<Multiaddr> BEST_FIRST = Comparator
            .<Multiaddr, Boolean>comparing(address -> address.has(Protocol.WEBTRANSPORT))
            .thenComparing(address -> !isIp6(address))
            .thenComparingInt(DialRanker::port);

    /** One address and how long it waits. */
    record Ranked(Multiaddr address, Duration delay) {}

    private DialRanker() {}

    /** The addresses in the order of their delays. */
    static List<Ranked> rank(Collection<Multiaddr> addresses) {
        List<Multiaddr> relayed = addresses.stream().filter(DialRanker::isRelayed).toList();
        List<Multiaddr> direct = addresses.stream().filter(address -> !isRelayed(address)).toList();
        List<Multiaddr> open = direct.stream().filter(address -> isIp(address) && !isPrivate(address)).toList();
        List<Multiaddr> near = direct.stream().filter(address -> isIp(address) && isPrivate(address)).toList();
        Duration relayDelay = open.isEmpty() ? Duration.ZERO : RELAY_DELAY;
        return Stream
                .of(direct.stream().filter(address -> !isIp(address)).map(other -> new Ranked(other, Duration.ZERO)),
                        group(near, PRIVATE_STEP, Duration.ZERO).stream(),
                        group(open, PUBLIC_STEP, Duration.ZERO).stream(),
                        group(relayed, PUBLIC_STEP, relayDelay).stream())
                .flatMap(ranked -> ranked)
                .sorted(Comparator.comparing(Ranked::delay))
                .toList();
    }

    /** The time one address has before the next of its group. */
    static Duration step(Multiaddr address) {
        return isPrivate(address) ? PRIVATE_STEP : PUBLIC_STEP;
    }

    private static List<Ranked> group(List<Multiaddr> addresses, Duration step, Duration start) {
        List<Ranked> ranked = new ArrayList<>();
        stagger(addresses.stream().filter(address -> address.has(Protocol.UDP)).toList(), step, start, ranked);
        Duration streams = ranked.isEmpty() ? start : ranked.getLast().delay().plus(step);
        stagger(addresses.stream().filter(address -> !address.has(Protocol.UDP)).toList(), step, streams, ranked);
        return ranked;
    }

    /** One of each family, then all others. */
    private static void stagger(List<Multiaddr> addresses, Duration step, Duration start, List<Ranked> ranked) {
        List<Multiaddr> sorted = new ArrayList<>(addresses.stream().sorted(BEST_FIRST).toList());
        if (sorted.isEmpty()) {
            return;
        }
        Multiaddr first = sorted.removeFirst();
        ranked.add(new Ranked(first, start));
        Duration next = start.plus(step);
        Multiaddr other = sorted.stream().filter(address -> isIp6(address) != isIp6(first)).findFirst().orElse(null);
        if (other != null) {
            sorted.remove(other);
            ranked.add(new Ranked(other, next));
            next = next.plus(step);
        }
        for (Multiaddr rest : sorted) {
            ranked.add(new Ranked(rest, next));
        }
    }

    private static boolean isRelayed(Multiaddr address) {
        return address.has(Protocol.P2P_CIRCUIT);
    }

    private static boolean isIp(Multiaddr address) {
        return address.has(Protocol.IP4) || address.has(Protocol.IP6);
    }

    private static boolean isIp6(Multiaddr address) {
        return address.has(Protocol.IP6);
    }

    private static boolean isPrivate(Multiaddr address) {
        return switch (AddressScope.of(address)) {
            case LOOPBACK, LINK_LOCAL, PRIVATE -> true;
            default -> false;
        };
    }

    private static int port(Multiaddr address) {
        return Stream.of(Protocol.UDP, Protocol.TCP)
                .flatMap(protocol -> address.first(protocol).stream())
                .map(component -> Integer.parseInt(component.value()))
                .findFirst()
                .orElse(0);
    }
}
