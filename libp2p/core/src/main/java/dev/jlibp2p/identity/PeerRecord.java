package dev.jlibp2p.identity;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.ProtobufReader;
import dev.jlibp2p.multiformats.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses a peer says it has, as it signs them. Immutable; any thread. Written with the domain and payload type
 * that go and js use; the older ones of rust are read as well. See libp2p/specs RFC 0003.
 *
 * @param peerId whose addresses they are
 * @param sequence grows with every record of the peer, unsigned; a time for nobody but its maker
 * @param addresses at most {@value #MAX_ADDRESSES}
 */
public record PeerRecord(PeerId peerId, long sequence, List<Multiaddr> addresses) {
    /** The longest envelope around a record that is read. */
    public static final int MAX_BYTES = 8192;

    /** The most addresses of one record. */
    public static final int MAX_ADDRESSES = 500;

    /** The domain records are signed for. */
    public static final String DOMAIN = "libp2p-peer-record";

    private static final Logger LOG = LoggerFactory.getLogger(PeerRecord.class);
    private static final byte[] PAYLOAD_TYPE = {3, 1};
    private static final String OLDER_DOMAIN = "libp2p-routing-state";
    private static final byte[] OLDER_PAYLOAD_TYPE = "/libp2p/routing-state-record".getBytes(StandardCharsets.UTF_8);

    private static final int PEER_ID = 1;
    private static final int SEQUENCE = 2;
    private static final int ADDRESSES = 3;
    private static final int ADDRESS = 1;

    public PeerRecord {
        addresses = List.copyOf(addresses);
        if (addresses.size() > MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "record of " + addresses.size() + " addresses: expected at most " + MAX_ADDRESSES);
        }
    }

    /** The two bytes that mark a payload as a peer record. */
    public static byte[] payloadType() {
        return PAYLOAD_TYPE.clone();
    }

    /**
     * Reads an envelope and the record in it, whose peer must be the signer. Addresses that do not parse, of protocols
     * we do not know, are left out. A protocol that knows who must have signed compares {@link #peerId()} with that.
     */
    public static PeerRecord open(byte[] envelope) throws InvalidDataException {
        if (envelope.length > MAX_BYTES) {
            throw new InvalidDataException(
                    "peer record of " + envelope.length + " bytes: expected at most " + MAX_BYTES);
        }
        EnvelopeMessage message = EnvelopeMessage.decode(envelope);
        boolean older = Arrays.equals(message.payloadType(), OLDER_PAYLOAD_TYPE);
        SignedEnvelope verified = older
                ? SignedEnvelope.verify(message, OLDER_DOMAIN, OLDER_PAYLOAD_TYPE)
                : SignedEnvelope.verify(message, DOMAIN, PAYLOAD_TYPE);
        PeerRecord record = decode(verified.payload());
        if (!record.peerId.matches(verified.publicKey())) {
            throw new InvalidDataException("record of " + record.peerId + " is signed by "
                    + verified.publicKey().peerId() + ": expected the peer itself");
        }
        return record;
    }

    /** Signs this record, which must be about the signer. */
    public SignedEnvelope seal(Identity signer) {
        if (!peerId.equals(signer.peerId())) {
            throw new IllegalArgumentException("record of " + peerId + " cannot be signed by " + signer.peerId());
        }
        return SignedEnvelope.seal(signer, DOMAIN, PAYLOAD_TYPE, encode());
    }

    /** Whether this record replaces another one of the same peer. */
    public boolean isNewerThan(PeerRecord other) {
        return peerId.equals(other.peerId) && Long.compareUnsigned(sequence, other.sequence) > 0;
    }

    private byte[] encode() {
        ProtobufWriter writer = new ProtobufWriter().bytes(PEER_ID, peerId.bytes());
        if (sequence != 0) {
            writer.number(SEQUENCE, sequence);
        }
        for (Multiaddr address : addresses) {
            writer.bytes(ADDRESSES, new ProtobufWriter().bytes(ADDRESS, address.bytes()).toBytes());
        }
        return writer.toBytes();
    }

    private static PeerRecord decode(byte[] encoded) throws InvalidDataException {
        ProtobufReader reader = new ProtobufReader(encoded);
        List<PeerId> peers = new ArrayList<>(1);
        long sequence = 0;
        int count = 0;
        List<Multiaddr> addresses = new ArrayList<>();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case PEER_ID -> peers.add(PeerId.fromBytes(reader.bytes(MAX_BYTES)));
                case SEQUENCE -> sequence = reader.number();
                case ADDRESSES -> {
                    count++;
                    decodeAddress(reader.bytes(MAX_BYTES), addresses);
                }
                default -> reader.skip();
            }
        }
        if (peers.size() != 1 || count > MAX_ADDRESSES) {
            throw new InvalidDataException("record with " + peers.size() + " peer ids and " + count
                    + " addresses: expected one, and at most " + MAX_ADDRESSES);
        }
        return new PeerRecord(peers.getFirst(), sequence, addresses);
    }

    /** Adds the address of one entry, the last one if it repeats; none if it is of protocols we do not know. */
    private static void decodeAddress(byte[] message, List<Multiaddr> addresses) throws InvalidDataException {
        ProtobufReader reader = new ProtobufReader(message);
        byte[] address = new byte[0];
        while (reader.hasNext()) {
            if (reader.next() == ADDRESS) {
                address = reader.bytes(MAX_BYTES);
            } else {
                reader.skip();
            }
        }
        try {
            addresses.add(Multiaddr.fromBytes(address));
        } catch (InvalidDataException e) {
            LOG.debug("left an address out of a peer record: {}", e.getMessage());
        }
    }
}
