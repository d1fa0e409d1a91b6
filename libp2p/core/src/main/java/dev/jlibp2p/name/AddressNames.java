package dev.jlibp2p.name;

import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Turns an address that begins with a name into those it stands for. Thread-safe.
 *
 * <p>{@code /dns4}, {@code /dns6} and {@code /dns} become IP addresses. {@code /dnsaddr/x} becomes what the TXT records of
 * {@code _dnsaddr.x} say, as far as it ends in what follows the name, and is resolved in turn. Where TLS follows a name, the
 * result keeps it for the peer's certificate: {@code /dns4/x/tcp/443/wss} becomes {@code /ip4/…/tcp/443/tls/sni/x/ws}.
 *
 * <p>Names are anybody's word, so an address leads to at most {@value #MAX_RESULTS} others, by at most {@value #MAX_LOOKUPS}
 * lookups, {@value #MAX_DEPTH} of them one behind the other. See the
 * <a href="https://github.com/multiformats/multiaddr/blob/master/protocols/DNSADDR.md">dnsaddr specification</a>.
 */
public final class AddressNames {

    /** The most addresses one name leads to; further ones are left out. */
    public static final int MAX_RESULTS = 32;

    /** The most questions asked for one address. */
    public static final int MAX_LOOKUPS = 32;

    /** The most questions of which one comes from the answer to the other. */
    public static final int MAX_DEPTH = 4;

    /** For all lookups of one address together; what was found by then counts. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Set<Protocol> NAMES = EnumSet.of(Protocol.DNS, Protocol.DNS4, Protocol.DNS6,
            Protocol.DNSADDR);

    private final NameResolver resolver;

    public AddressNames(NameResolver resolver) {
        this.resolver = resolver;
    }

    /** Whether an address begins with a name. */
    public static boolean isNamed(Multiaddr address) {
        return !address.isEmpty() && NAMES.contains(address.components().getFirst().protocol());
    }

    /**
     * The addresses that {@code address} stands for, without names; an address without one stands for itself. Fails with an
     * {@link java.io.IOException} when it stands for none. Cancelling it ends all lookups.
     *
     * @param loop completes the future
     */
    public Future<List<Multiaddr>> resolve(Multiaddr address, EventExecutor loop) {
        return new NameResolution(resolver, address, loop).start();
    }

    /** The rest of an address behind its name, as it goes on behind an IP address: with the name where TLS needs it. */
    static List<Component> withServerName(List<Component> rest, String host) {
        Component name = Component.of(Protocol.SNI, host.replaceFirst("(?<=.)\\.$", ""));
        List<Component> kept = new ArrayList<>();
        boolean isServer = true;
        for (int i = 0; i < rest.size(); i++) {
            Protocol protocol = rest.get(i).protocol();
            // Behind these it is about another peer.
            isServer &= protocol != Protocol.P2P && protocol != Protocol.P2P_CIRCUIT;
            if (isServer && protocol == Protocol.WSS) {
                kept.addAll(List.of(Component.of(Protocol.TLS), name, Component.of(Protocol.WS)));
            } else {
                kept.add(rest.get(i));
                boolean isNamed = i + 1 < rest.size() && rest.get(i + 1).protocol() == Protocol.SNI;
                if (isServer && protocol == Protocol.TLS && !isNamed) {
                    kept.add(name);
                }
            }
        }
        return kept;
    }
}
