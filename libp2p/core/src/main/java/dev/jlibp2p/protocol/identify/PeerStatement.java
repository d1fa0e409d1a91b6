package dev.jlibp2p.protocol.identify;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
        CodedInputStream input = CodedInputStream.newInstance(message);
        try {
            for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
                field(input, tag);
            }
        } catch (InvalidProtocolBufferException e) {
            throw malformed(message, e);
        } catch (IOException e) {
            throw new IllegalStateException("an array is always readable", e);
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

    private void field(CodedInputStream input, int tag) throws IOException {
        int wireType = WireFormat.getTagWireType(tag);
        if (wireType == WireFormat.WIRETYPE_START_GROUP) {
            throw new InvalidProtocolBufferException("groups are not read");
        }
        if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            input.skipField(tag);
            return;
        }
        switch (WireFormat.getTagFieldNumber(tag)) {
            case PUBLIC_KEY -> publicKey = input.readByteArray();
            case LISTEN_ADDRESS -> listenAddress(input, tag);
            case PROTOCOL -> protocol(input, tag);
            case OBSERVED_ADDRESS -> observedAddress = address(input.readByteArray());
            case PROTOCOL_VERSION -> protocolVersion = text(input);
            case AGENT_VERSION -> agentVersion = text(input);
            case SIGNED_PEER_RECORD -> signedPeerRecord = input.readByteArray();
            default -> input.skipField(tag);
        }
    }

    private void listenAddress(CodedInputStream input, int tag) throws IOException {
        if (addressesSeen == MAX_ADDRESSES) {
            input.skipField(tag);
            return;
        }
        addressesSeen++;
        Multiaddr address = address(input.readByteArray());
        if (address != null) {
            listenAddresses.add(address);
        }
    }

    private void protocol(CodedInputStream input, int tag) throws IOException {
        if (protocolsSeen == MAX_PROTOCOLS) {
            input.skipField(tag);
            return;
        }
        protocolsSeen++;
        String name = text(input);
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

    private static String text(CodedInputStream input) throws IOException {
        return new String(input.readByteArray(), StandardCharsets.UTF_8);
    }

    private static InvalidDataException malformed(byte[] message, InvalidProtocolBufferException cause) {
        return new InvalidDataException("identify message of " + message.length + " bytes is malformed: "
                + cause.getMessage(), cause);
    }
}
