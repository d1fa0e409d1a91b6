package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.ProtobufReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says of itself, joined from up to {@value #MAX_MESSAGES} messages: lists grow, all else is replaced. Not
 * thread-safe.
 *
 * <p>Parts that make no sense are left out. Protocols and addresses are counted over all messages, senseless ones included, and
 * skipped unread beyond the limit, so a statement costs little whatever was sent.
 */
final class PeerStatement {

    static final int MAX_MESSAGES = 10;

    /** Of one message. */
    static final int MAX_BYTES = 8_192;

    static final int MAX_PROTOCOLS = 1_024;

    static final int MAX_ADDRESSES = 256;

    static final int PUBLIC_KEY = 1;

    static final int LISTEN_ADDRESS = 2;

    static final int PROTOCOL = 3;

    static final int OBSERVED_ADDRESS = 4;

    static final int PROTOCOL_VERSION = 5;

    static final int AGENT_VERSION = 6;

    static final int SIGNED_PEER_RECORD = 8;

    private final List<ProtocolId> protocols = new ArrayList<>();

    private final List<Multiaddr> listenAddresses = new ArrayList<>();

    private int protocolsSeen;

    private int addressesSeen;

    private byte @Nullable [] publicKey;

    private byte @Nullable [] signedPeerRecord;

    private @Nullable Multiaddr observedAddress;

    private @Nullable String protocolVersion;

    private @Nullable String agentVersion;

    /** Adds one message; what was understood before an error stays. */
    void add(byte[] message) throws InvalidDataException {
        ProtobufReader reader = new ProtobufReader(message, MAX_BYTES);
        try {
            while (reader.hasNext()) {
                field(reader, reader.next());
            }
        } catch (InvalidDataException e) {
            throw new InvalidDataException("identify message of " + message.length + " bytes is malformed: "
                    + e.getMessage(), e);
        }
    }

    List<ProtocolId> protocols() {
        return protocols;
    }

    List<Multiaddr> listenAddresses() {
        return listenAddresses;
    }

    Optional<byte[]> publicKey() {
        return Optional.ofNullable(publicKey);
    }

    Optional<byte[]> signedPeerRecord() {
        return Optional.ofNullable(signedPeerRecord);
    }

    /** How the peer sees us. */
    Optional<Multiaddr> observedAddress() {
        return Optional.ofNullable(observedAddress);
    }

    Optional<String> protocolVersion() {
        return Optional.ofNullable(protocolVersion);
    }

    Optional<String> agentVersion() {
        return Optional.ofNullable(agentVersion);
    }

    private void field(ProtobufReader reader, int number) throws InvalidDataException {
        if (!reader.isBytes()) {
            reader.skip();
            return;
        }
        switch (number) {
            case PUBLIC_KEY -> publicKey = reader.bytes();
            case LISTEN_ADDRESS -> listenAddress(reader);
            case PROTOCOL -> protocol(reader);
            case OBSERVED_ADDRESS -> observedAddress = address(reader.bytes());
            case PROTOCOL_VERSION -> protocolVersion = reader.text();
            case AGENT_VERSION -> agentVersion = reader.text();
            case SIGNED_PEER_RECORD -> signedPeerRecord = reader.bytes();
            default -> reader.skip();
        }
    }

    private void listenAddress(ProtobufReader reader) throws InvalidDataException {
        if (addressesSeen == MAX_ADDRESSES) {
            reader.skip();
            return;
        }
        addressesSeen++;
        Multiaddr address = address(reader.bytes());
        if (address != null) {
            listenAddresses.add(address);
        }
    }

    private void protocol(ProtobufReader reader) throws InvalidDataException {
        if (protocolsSeen == MAX_PROTOCOLS) {
            reader.skip();
            return;
        }
        protocolsSeen++;
        String name = reader.text();
        try {
            protocols.add(ProtocolId.of(name));
        } catch (IllegalArgumentException e) {
            // left out: not the name of any protocol
        }
    }

    private static @Nullable Multiaddr address(byte[] encoded) {
        try {
            return Multiaddr.fromBytes(encoded);
        } catch (InvalidDataException e) {
            return null;
        }
    }
}
