package dev.jlibp2p.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multibase;
import dev.jlibp2p.multiformats.TestVectors;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** private keys as key messages, PEM and DER, the way a damaged key file holds them. */
public final class IdentityFuzz {
    private static final List<String> FILES = List.of("ed25519", "p256", "p256-sec1", "secp256k1", "rsa", "encrypted");

    private IdentityFuzz() {}

    static List<byte[]> seeds() {
        Stream<byte[]> pem = FILES.stream()
                .map(file -> TestVectors.text(Identity.class, "pem/" + file + ".pem").getBytes(ISO_8859_1));
        Stream<byte[]> messages = TestVectors.lines(Identity.class, "keys.txt")
                .stream()
                .filter(line -> line.contains(" private "))
                .map(line -> HexFormat.of().parseHex(line.substring(line.lastIndexOf(' ') + 1)));
        return Stream.concat(pem, messages.flatMap(message -> Stream.of(
                message, Multibase.BASE64_URL.encode(message).getBytes(ISO_8859_1)))).toList();
    }

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            check(Identity.decode(input));
        } catch (InvalidDataException e) {
            // an honest refusal
        }
        try {
            check(Identity.ofText(new String(input, ISO_8859_1)));
        } catch (InvalidDataException e) {
            // an honest refusal
        }
    }

    private static void check(Identity identity) throws InvalidDataException {
        Fuzz.require(Identity.decode(identity.encoded()).peerId().equals(identity.peerId()),
                "a private key decodes its own encoding");
        Fuzz.require(identity.publicKey().peerId().equals(identity.peerId()), "an identity fits its public key");
    }
}
