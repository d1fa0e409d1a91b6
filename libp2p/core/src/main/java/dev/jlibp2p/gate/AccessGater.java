package dev.jlibp2p.gate;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.resource.LogBudget;
import dev.jlibp2p.resource.Refusal;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits by two lists of rules that can be changed at any time: who is on the deny list is refused; where the allow list is
 * not empty, whoever is not on it is refused too, also when all its entries have expired. Rules about an address hold for what
 * its name stands for, for the relay on the way, and for IPv4 addresses written as IPv6. Thread-safe, and never blocks.
 *
 * <p>A change closes the connections it does not admit. An expired entry admits and refuses nobody new, and closes nothing.
 */
public final class AccessGater implements ConnectionGater {

    /** The most entries of one list. */
    public static final int MAX_ENTRIES = 10_000;

    private static final Logger log = LoggerFactory.getLogger(AccessGater.class);

    private final Clock clock;

    private final LogBudget budget;

    private final ReentrantLock changing = new ReentrantLock();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private final Map<Refusal, LongAdder> shadowed = Map.of(Refusal.GATER_DIAL, new LongAdder(), Refusal.GATER_ACCEPT,
            new LongAdder(), Refusal.GATER_PEER, new LongAdder());

    private volatile GateMode mode;

    private volatile AccessList allowed = AccessList.EMPTY;

    private volatile AccessList denied = AccessList.EMPTY;

    /**
     * With empty lists.
     *
     * @param clock for expiry
     * @param ticker for the budget of log lines
     */
    public AccessGater(GateMode mode, Clock clock, Ticker ticker) {
        this.mode = mode;
        this.clock = clock;
        this.budget = new LogBudget(ticker);
    }

    /** Whether refusals are meant. */
    public GateMode mode() {
        return mode;
    }

    /**
     * The entries of a list, in the order they were added, without those that have expired; but where all entries of the allow
     * list have, these, for as long as they are there nobody is admitted.
     */
    public List<AccessEntry> entries(Access access) {
        Collection<AccessEntry> all = list(access).entries();
        List<AccessEntry> valid = valid(all);
        return valid.isEmpty() && access == Access.ALLOW ? List.copyOf(all) : valid;
    }

    private List<AccessEntry> valid(Collection<AccessEntry> entries) {
        return entries.stream().filter(entry -> !entry.isExpired(clock.instant())).toList();
    }

    /**
     * Adds an entry.
     *
     * @return false if there is one for the same rule, which stays as it is
     * @throws IllegalStateException if the list is full
     */
    public boolean add(Access access, AccessEntry entry) {
        changing.lock();
        try {
            AccessEntry there = list(access).entry(entry.rule());
            if (there != null && !there.isExpired(clock.instant())) {
                return false;
            }
            List<AccessEntry> all = new ArrayList<>(valid(list(access).entries()));
            all.add(entry);
            set(access, all);
        } finally {
            changing.unlock();
        }
        changed();
        return true;
    }

    /** Takes an entry out; false if it is none of {@link #entries}. */
    public boolean remove(Access access, AccessRule rule) {
        changing.lock();
        try {
            AccessEntry there = list(access).entry(rule);
            if (there == null || !entries(access).contains(there)) {
                return false;
            }
            set(access, list(access).entries().stream().filter(entry -> !entry.equals(there)).toList());
        } finally {
            changing.unlock();
        }
        changed();
        return true;
    }

    /**
     * Replaces everything at once.
     *
     * @throws IllegalStateException if a list has more than {@value #MAX_ENTRIES} entries; nothing is changed then
     */
    public void replace(GateMode mode, Collection<AccessEntry> allow, Collection<AccessEntry> deny) {
        changing.lock();
        try {
            requireRoom(allow);
            requireRoom(deny);
            this.mode = mode;
            set(Access.ALLOW, allow);
            set(Access.DENY, deny);
        } finally {
            changing.unlock();
        }
        changed();
    }

    /** How often something was admitted in {@link GateMode#SHADOW} that would have been refused, by one of the three. */
    public long shadowed(Refusal stage) {
        LongAdder count = shadowed.get(stage);
        if (count == null) {
            throw new IllegalArgumentException(stage + " is no refusal of a gater");
        }
        return count.sum();
    }

    @Override
    public boolean admitsDial(@Nullable PeerId peer, Multiaddr address) {
        return decide(Refusal.GATER_DIAL, peer, address);
    }

    @Override
    public boolean admitsAccept(Multiaddr local, Multiaddr peerAddress) {
        return decide(Refusal.GATER_ACCEPT, null, peerAddress);
    }

    @Override
    public boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
        return decide(Refusal.GATER_PEER, peer, peerAddress);
    }

    @Override
    public Runnable onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private boolean decide(Refusal stage, @Nullable PeerId peer, Multiaddr address) {
        if (allowed.isEmpty() && denied.isEmpty()) {
            return true;
        }
        GatedAddress gated = GatedAddress.of(address);
        AccessEntry rule = denied.denies(peer, gated, clock);
        if (rule == null && (allowed.isEmpty() || allows(stage, peer, gated))) {
            return true;
        }
        if (mode == GateMode.ENFORCE) {
            return false;
        }
        LongAdder count = shadowed.get(stage);
        if (count != null) {
            count.increment();
        }
        budget.spend(withheld -> log.info("would refuse {} at {}: {} ({} more before it)",
                peer == null ? "somebody" : peer, address,
                rule == null ? "not on the allow list" : "denied by " + rule.rule(), withheld));
        return true;
    }

    /** On a shared port, a link that is accepted has not told all of its address yet. */
    private boolean allows(Refusal stage, @Nullable PeerId peer, GatedAddress address) {
        return allowed.allows(peer, address, clock)
                || stage == Refusal.GATER_ACCEPT && allowed.allowsMoreOf(address, clock);
    }

    private AccessList list(Access access) {
        return access == Access.ALLOW ? allowed : denied;
    }

    private void set(Access access, Collection<AccessEntry> entries) {
        requireRoom(entries);
        AccessList list = new AccessList(entries);
        if (access == Access.ALLOW) {
            allowed = list;
        } else {
            denied = list;
        }
    }

    private static void requireRoom(Collection<AccessEntry> entries) {
        if (entries.size() > MAX_ENTRIES) {
            throw new IllegalStateException(
                    "a list of " + entries.size() + " entries (expected: " + MAX_ENTRIES + " at most)");
        }
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }
}
