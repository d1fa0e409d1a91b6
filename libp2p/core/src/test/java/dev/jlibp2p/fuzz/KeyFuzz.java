package dev.jlibp2p.fuzz;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Public keys and peer ids: no key takes long to refuse, and none signs what nobody signed. */
public final class KeyFuzz {
    private static final byte[] DATA = {1, 2, 3};

    private KeyFuzz() {}

    static List<byte[]> seeds() {
        SecureRandom random = new SecureRandom();
        return Stream.of(KeyType.ED25519, KeyType.SECP256K1, KeyType.ECDSA, KeyType.RSA)
                .map(type -> Identity.generate(type, random))
                .flatMap(identity -> Stream.of(identity.publicKey().encoded(), identity.peerId().bytes()))
                .toList();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            PublicKey key = PublicKey.decode(input);
            Fuzz.require(PublicKey.decode(key.encoded()).equals(key), "a key decodes its own encoding");
            Fuzz.require(!key.verify(DATA, new byte[64]), "nothing is no signature");
            Fuzz.require(key.peerId().matches(key), "a key fits its peer id");
        } catch (InvalidDataException e) {
            // an honest refusal
        }
        try {
            PeerId peer = PeerId.fromBytes(input);
            Fuzz.require(Arrays.equals(peer.bytes(), input), "a peer id comes back unchanged");
            Fuzz.require(PeerId.of(peer.toString()).equals(peer), "the text of a peer id is that peer id");
            peer.publicKey();
        } catch (InvalidDataException e) {
            // an honest refusal
        }
    }
}
