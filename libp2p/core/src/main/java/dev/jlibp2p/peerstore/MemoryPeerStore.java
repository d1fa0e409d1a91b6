package dev.jlibp2p.peerstore;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The {@link PeerStore} of one process. Each call holds the one lock for microseconds, whatever the number of peers. */
final class MemoryPeerStore implements PeerStore {

    private final Ticker ticker;

    private final PeerStoreLimits limits;

    private final ReentrantLock lock = new ReentrantLock();

    private final PeerIndex index;

    MemoryPeerStore(Ticker ticker, PeerStoreLimits limits) {
        this.ticker = ticker;
        this.limits = limits;
        this.index = new PeerIndex(limits);
    }

    @Override
    public Optional<KnownPeer> peer(PeerId peer) {
        return read(peer, PeerEntry::snapshot);
    }

    @Override
    public List<Multiaddr> addresses(PeerId peer) {
        return read(peer, entry -> entry.addresses.list().stream().map(KnownAddress::address).toList())
                .orElse(List.of());
    }

    @Override
    public void addAddresses(PeerId peer, Collection<Multiaddr> addresses, AddressLifetime lifetime) {
        List<Multiaddr> acceptable = acceptable(peer, addresses);
        if (!acceptable.isEmpty()) {
            update(peer, entry -> add(entry, acceptable, lifetime, false));
        }
    }

    @Override
    public void replaceAddresses(PeerId peer, Collection<Multiaddr> addresses, AddressLifetime lifetime) {
        List<Multiaddr> acceptable = acceptable(peer, addresses);
        update(peer, entry -> {
            entry.addresses.removeReplaceable(false);
            add(entry, acceptable, lifetime, false);
        });
    }

    @Override
    public boolean acceptRecord(PeerId peer, byte[] envelope, AddressLifetime lifetime,
            Predicate<? super Multiaddr> usable) throws InvalidDataException {
        PeerRecord record = PeerRecord.open(envelope);
        if (!record.peerId().equals(peer)) {
            throw new InvalidDataException("record of " + record.peerId() + " (expected: of " + peer + ")");
        }
        List<Multiaddr> acceptable = acceptable(peer, record.addresses().stream().filter(usable).toList());
        lock.lock();
        try {
            return tryUpdate(peer, entry -> entry.accept(envelope, record.sequence())
                    && add(entry, acceptable, lifetime, true)) && index.find(peer) != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<byte[]> record(PeerId peer) {
        return read(peer, PeerEntry::liveRecord).flatMap(record -> record);
    }

    @Override
    public List<ProtocolId> protocols(PeerId peer) {
        return read(peer, entry -> entry.protocols).orElse(List.of());
    }

    @Override
    public void setProtocols(PeerId peer, Collection<ProtocolId> protocols) {
        List<ProtocolId> bounded = protocols.stream().distinct().limit(limits.maxProtocolsPerPeer()).toList();
        update(peer, entry -> entry.protocols = bounded);
    }

    @Override
    public void setVersions(PeerId peer, String agentVersion, String protocolVersion) {
        String agent = PeerText.printable(agentVersion, PeerStoreLimits.MAX_TEXT);
        String protocol = PeerText.printable(protocolVersion, PeerStoreLimits.MAX_TEXT);
        update(peer, entry -> {
            entry.agentVersion = agent;
            entry.protocolVersion = protocol;
        });
    }

    @Override
    public Optional<ProtocolId> security(PeerId peer) {
        return read(peer, entry -> Optional.ofNullable(entry.security)).flatMap(security -> security);
    }

    @Override
    public void setSecurity(PeerId peer, @Nullable ProtocolId security) {
        update(peer, entry -> entry.security = security);
    }

    @Override
    public void setPublicKey(PeerId peer, PublicKey publicKey) {
        if (!PeerId.of(publicKey).equals(peer)) {
            throw new IllegalArgumentException("the key of " + PeerId.of(publicKey) + " is not the key of " + peer);
        }
        update(peer, entry -> entry.publicKey = publicKey);
    }

    @Override
    public void connected(PeerId peer) {
        update(peer, entry -> entry.connected = true);
    }

    @Override
    public void disconnected(PeerId peer) {
        update(peer, entry -> {
            entry.connected = false;
            entry.addresses.disconnected(ticker.nanoTime());
        });
    }

    @Override
    public boolean forget(PeerId peer) {
        lock.lock();
        try {
            PeerEntry entry = index.find(peer);
            if (entry == null) {
                return false;
            }
            index.remove(entry);
            if (entry.connected) {
                connected(peer);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<PeerId> peers() {
        lock.lock();
        try {
            index.sweep(ticker.nanoTime(), Integer.MAX_VALUE);
            return index.peers();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            index.sweep(ticker.nanoTime(), Integer.MAX_VALUE);
            return index.size();
        } finally {
            lock.unlock();
        }
    }

    /** Estimated bytes held for peers that could be evicted. */
    long bytes() {
        lock.lock();
        try {
            return index.bytes();
        } finally {
            lock.unlock();
        }
    }

    private <T> Optional<T> read(PeerId peer, Function<PeerEntry, T> question) {
        lock.lock();
        try {
            PeerEntry entry = index.find(peer);
            if (entry != null && entry.expire(ticker.nanoTime())) {
                index.remove(entry);
                entry = null;
            }
            return entry == null ? Optional.empty() : Optional.of(question.apply(entry));
        } finally {
            lock.unlock();
        }
    }

    private void update(PeerId peer, Consumer<PeerEntry> change) {
        tryUpdate(peer, entry -> {
            change.accept(entry);
            return true;
        });
    }

    private boolean tryUpdate(PeerId peer, Predicate<PeerEntry> change) {
        lock.lock();
        try {
            long now = ticker.nanoTime();
            index.sweep(now, PeerIndex.SWEPT_AT_ONCE);
            PeerEntry entry = index.take(peer);
            entry.expire(now);
            boolean answer = change.test(entry);
            entry.updated = now;
            index.put(entry, now);
            return answer;
        } finally {
            lock.unlock();
        }
    }

    private boolean add(PeerEntry entry, List<Multiaddr> addresses, AddressLifetime lifetime, boolean certified) {
        boolean isOver = lifetime == AddressLifetime.CONNECTED && !entry.connected;
        AddressLifetime real = isOver ? AddressLifetime.RECENT : lifetime;
        addresses.forEach(address -> entry.addresses.add(address, real, certified, ticker.nanoTime()));
        return true;
    }

    private static List<Multiaddr> acceptable(PeerId peer, Collection<Multiaddr> addresses) {
        List<Multiaddr> acceptable = new ArrayList<>();
        for (Multiaddr address : addresses) {
            boolean leadsElsewhere = address.peer().filter(other -> !Arrays.equals(other, peer.bytes())).isPresent();
            Multiaddr direct = address.withoutPeer();
            if (!leadsElsewhere && !direct.isEmpty() && direct.size() <= PeerStoreLimits.MAX_ADDRESS_BYTES) {
                acceptable.add(direct);
            }
        }
        return acceptable;
    }
}
