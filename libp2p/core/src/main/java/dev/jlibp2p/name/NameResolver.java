package dev.jlibp2p.name;

import dev.jlibp2p.transport.EventLoops;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;

/**
 * Looks names up (SPI). Thread-safe and never blocks; futures complete on any thread and may be cancelled. What it answers is
 * somebody else's word: whoever asks bounds how much of it is used.
 */
public interface NameResolver extends AutoCloseable {

    /**
     * As this machine is configured: hosts file, name servers, search domains and {@code ndots}. Keeps no answer; opens a socket
     * for each lookup only.
     *
     * @param loops run the lookups
     */
    static NameResolver ofThisMachine(EventLoops loops) {
        return new DnsResolver(loops, builder -> builder);
    }

    /** The IP addresses of a host, of either family; fails with an {@link java.io.IOException} when there is none. */
    Future<List<InetAddress>> addresses(String host);

    /** The TXT records of a name, the parts of each joined; fails with an {@link java.io.IOException} when there is none. */
    Future<List<String>> texts(String name);

    /** Ends what is under way. */
    @Override
    void close();
}
