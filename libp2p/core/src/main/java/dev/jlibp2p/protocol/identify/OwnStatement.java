package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.identity.SignedEnvelope;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.ProtobufWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What this node says of itself, cut into messages. Immutable.
 *
 * <p>rust-libp2p refuses a message of more than 4096 bytes, reads the first alone and needs the public key in it; older readers
 * also stop after one. So the first message is complete in itself: key, versions and observed address, then protocols and
 * addresses by turns, as far as they fit. What does not fit follows in further messages, which go and js join. The signed
 * record comes last: in the first message where it still fits, else in one of its own. What would need an eleventh message is
 * left out, for nobody reads more than ten. (Of a peer with more than 128 protocols go-libp2p remembers none, and so pushes
 * nothing to it.)
 *
 * @param protocols what we handle
 * @param addresses what we announce to this kind of peer, the most useful first
 * @param record the same addresses, signed; none where there are no addresses
 */
record OwnStatement(PublicKey publicKey, IdentifySettings settings, List<ProtocolId> protocols,
        List<Multiaddr> addresses,
        @Nullable SignedEnvelope record) {

    /** Of one message. */
    static final int MAX_BYTES = 4_096;

    /** Of a record, so that with its field's head it fits a message of its own. */
    static final int MAX_RECORD_BYTES = MAX_BYTES - 8;

    /** The messages for one peer, who is seen as {@code observed}. */
    List<byte[]> messages(Multiaddr observed) {
        Messages messages = new Messages();
        messages.add(PeerStatement.PUBLIC_KEY, publicKey.encoded());
        messages.add(PeerStatement.PROTOCOL_VERSION, utf8(settings.protocolVersion()));
        messages.add(PeerStatement.AGENT_VERSION, utf8(settings.agentVersion()));
        messages.add(PeerStatement.OBSERVED_ADDRESS, observed.bytes());
        for (int i = 0; i < Math.max(protocols.size(), addresses.size()); i++) {
            if (i < protocols.size()) {
                messages.add(PeerStatement.PROTOCOL, utf8(protocols.get(i).text()));
            }
            if (i < addresses.size()) {
                messages.add(PeerStatement.LISTEN_ADDRESS, addresses.get(i).bytes());
            }
        }
        if (record != null) {
            messages.addLast(PeerStatement.SIGNED_PEER_RECORD, record.encoded());
        }
        return messages.toList();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The messages so far; only the last one still grows. */
    private static final class Messages {

        private final List<ProtobufWriter> all = new ArrayList<>();

        void add(int field, byte[] value) {
            // One message stays free for the record.
            add(field, value, PeerStatement.MAX_MESSAGES - 1);
        }

        void addLast(int field, byte[] value) {
            add(field, value, PeerStatement.MAX_MESSAGES);
        }

        List<byte[]> toList() {
            return all.stream().map(ProtobufWriter::toBytes).toList();
        }

        private void add(int field, byte[] value, int maxMessages) {
            int size = ProtobufWriter.sizeOf(field, value);
            boolean fits = !all.isEmpty() && all.getLast().size() + size <= MAX_BYTES;
            if (!fits && all.size() < maxMessages) {
                all.add(new ProtobufWriter());
            }
            if (all.getLast().size() + size <= MAX_BYTES) {
                all.getLast().bytes(field, value);
            }
        }
    }
}
