package dev.jlibp2p.resource;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How many accepted links each public address has; it remembers nobody who has none. Thread-safe. */
final class SubnetConnections {

    private static final int OF_THE_NETWORK_AROUND = 8;

    private final BoundedCounts<Subnet> open = new BoundedCounts<>();

    private final Supplier<AcceptLimits> limits;

    SubnetConnections(Supplier<AcceptLimits> limits) {
        this.limits = limits;
    }

    /** Counts one more, or says which subnet has too many. An IPv4 /24 may have as many as its addresses. */
    @Nullable
    Subnet enter(InetAddress from) {
        int most = limits.get().connectionsPerIp();
        Subnet near = Subnet.of(from);
        if (!open.add(near, most)) {
            return near;
        }
        if (from instanceof Inet4Address) {
            return null;
        }
        Subnet wide = Subnet.around(from);
        if (open.add(wide, Math.min((long) most * OF_THE_NETWORK_AROUND, Integer.MAX_VALUE))) {
            return null;
        }
        open.remove(near);
        return wide;
    }

    void leave(InetAddress from) {
        open.remove(Subnet.of(from));
        if (!(from instanceof Inet4Address)) {
            open.remove(Subnet.around(from));
        }
    }

    int size() {
        return open.size();
    }

    int count(Subnet subnet) {
        return open.count(subnet);
    }
}
