package dev.jlibp2p.fuzz;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerRecord;
import dev.jlibp2p.identity.SignedEnvelope;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multiaddr;
import java.security.SecureRandom;
import java.util.List;

/** Signed envelopes and the records in them; every input is tried as an envelope and, properly signed, as its content. */
public final class EnvelopeFuzz {
    private static final Identity SIGNER = Identity.generate(KeyType.ED25519, new SecureRandom());

    private EnvelopeFuzz() {}

    static List<byte[]> seeds() {
        PeerRecord record = new PeerRecord(SIGNER.peerId(), 7, List.of(Multiaddr.of("/ip4/1.2.3.4/tcp/4001")));
        SignedEnvelope envelope = record.seal(SIGNER);
        return List.of(envelope.encoded(), envelope.payload());
    }

    public static void fuzzerTestOneInput(byte[] input) {
        open(input);
        open(SignedEnvelope.seal(SIGNER, PeerRecord.DOMAIN, PeerRecord.payloadType(), input).encoded());
    }

    private static void open(byte[] envelope) {
        try {
            PeerRecord record = PeerRecord.open(envelope);
            Fuzz.require(record.addresses().size() <= PeerRecord.MAX_ADDRESSES,
                    "a record holds a bounded number of addresses");
        } catch (InvalidDataException e) {
            // an honest refusal
        }
    }
}
