package dev.jlibp2p.peerstore;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of one peer in a {@link MemoryPeerStore}. Guarded by the store's lock. */
final class PeerEntry {

    /** Of the objects that every peer costs, measured roughly. */
    private static final int BYTES = 512;

    private static final int PROTOCOL_BYTES = 64;

    private static final long KEPT_WITHOUT_ADDRESS = AddressLifetime.RECENT.duration().toNanos();

    final PeerId id;

    final long number;

    final PeerAddresses addresses;

    List<ProtocolId> protocols = List.of();

    String agentVersion = "";

    String protocolVersion = "";

    @Nullable
    PublicKey publicKey;

    /** What to propose first at the next dial. */
    @Nullable
    ProtocolId security;

    private byte @Nullable [] envelope;

    private long sequence;

    boolean connected;

    long updated;

    /** Kept by the store: when to look at this entry again, and what it was charged for. */
    long due;

    long charged;

    PeerEntry(PeerId id, long number, int maxAddresses) {
        this.id = id;
        this.number = number;
        this.addresses = new PeerAddresses(maxAddresses);
    }

    /** Never evicted to make room. */
    boolean isHeld() {
        return connected || addresses.hasPermanent();
    }

    /** Lets go of what has expired; true when nothing is left worth keeping. */
    boolean expire(long now) {
        addresses.removeExpired(now);
        return !connected && addresses.isEmpty() && now - updated >= KEPT_WITHOUT_ADDRESS;
    }

    /** Time until {@link #expire} has something to do. */
    long untilDue(long now) {
        long idle = connected || !addresses.isEmpty() ? KEPT_WITHOUT_ADDRESS : updated + KEPT_WITHOUT_ADDRESS - now;
        return addresses.untilNextExpiry(now, idle);
    }

    /** Whether a record is new, or the one held; everything that could be replayed is refused for as long as this entry lives. */
    boolean accept(byte[] record, long number) {
        int order = envelope == null ? 1 : Long.compareUnsigned(number, sequence);
        if (order < 0 || order == 0 && !Arrays.equals(record, envelope)) {
            return false;
        }
        if (order > 0) {
            addresses.removeReplaceable(true);
        }
        envelope = record;
        sequence = number;
        return true;
    }

    /** A copy of the record, as long as any of its addresses is kept. */
    Optional<byte[]> liveRecord() {
        return addresses.hasCertified() && envelope != null ? Optional.of(envelope.clone()) : Optional.empty();
    }

    KnownPeer snapshot() {
        return new KnownPeer(id, connected, publicKey, addresses.list(), protocols, agentVersion, protocolVersion);
    }

    long bytes() {
        long bytes = BYTES + addresses.bytes() + 2L * (agentVersion.length() + protocolVersion.length());
        for (ProtocolId protocol : protocols) {
            bytes += PROTOCOL_BYTES + protocol.text().length();
        }
        return bytes + (envelope == null ? 0 : envelope.length);
    }
}
