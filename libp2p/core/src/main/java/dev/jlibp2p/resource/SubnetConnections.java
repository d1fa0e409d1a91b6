package dev.jlibp2p.resource;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How many accepted links each public address has; it remembers nobody who has none. Thread-safe. */
final class SubnetConnections {

    private static final int OF_THE_NETWORK_AROUND = 8;

    private final ConcurrentMap<Subnet, Integer> open = new ConcurrentHashMap<>();

    private final Supplier<AcceptLimits> limits;

    SubnetConnections(Supplier<AcceptLimits> limits) {
        this.limits = limits;
    }

    /** Counts one more, or says which subnet has too many. An IPv4 /24 may have as many as its addresses. */
    @Nullable
    Subnet enter(InetAddress from) {
        int most = limits.get().connectionsPerIp();
        Subnet near = Subnet.of(from);
        if (!add(near, most)) {
            return near;
        }
        if (from instanceof Inet4Address) {
            return null;
        }
        Subnet wide = Subnet.around(from);
        if (add(wide, Math.min((long) most * OF_THE_NETWORK_AROUND, Integer.MAX_VALUE))) {
            return null;
        }
        remove(near);
        return wide;
    }

    void leave(InetAddress from) {
        remove(Subnet.of(from));
        if (!(from instanceof Inet4Address)) {
            remove(Subnet.around(from));
        }
    }

    int size() {
        return open.size();
    }

    int count(Subnet subnet) {
        return open.getOrDefault(subnet, 0);
    }

    private boolean add(Subnet subnet, long most) {
        boolean[] added = new boolean[1];
        open.compute(subnet, (key, there) -> {
            int now = there == null ? 0 : there;
            added[0] = now < most;
            return added[0] ? Integer.valueOf(now + 1) : there;
        });
        return added[0];
    }

    private void remove(Subnet subnet) {
        open.computeIfPresent(subnet, (key, there) -> there == 1 ? null : there - 1);
    }
}
