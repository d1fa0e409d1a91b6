package dev.jlibp2p.network;

import dev.jlibp2p.name.NameResolver;
import dev.jlibp2p.transport.EventLoops;
import java.time.Duration;
import java.util.function.Function;

/**
 * How peers are dialled.
 *
 * @param timeout one deadline for all addresses of a peer together, names included
 * @param names looks up the names in addresses; made anew at every start
 */
public record DialSettings(Duration timeout, Function<? super EventLoops, ? extends NameResolver> names) {

    /** What go-libp2p has, and names as this machine is configured. */
    public static final DialSettings DEFAULTS = new DialSettings(Duration.ofSeconds(15), NameResolver::ofThisMachine);

    /** The same with another deadline. */
    public DialSettings withTimeout(Duration other) {
        return new DialSettings(other, names);
    }

    /** The same with another source of names. */
    public DialSettings withNames(Function<? super EventLoops, ? extends NameResolver> other) {
        return new DialSettings(timeout, other);
    }
}
