package dev.jlibp2p.security.pnet;

import dev.jlibp2p.fuzz.Fuzz;
import dev.jlibp2p.multiformats.InvalidDataException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** The text of a swarm.key file. */
public final class SwarmKeyFuzz {

    private static final String HEX = "6189c5cf0b87fb800c1a9feeda73c6ab5e998db48fb9e6a978575c770ceef683";

    private SwarmKeyFuzz() {}

    public static List<byte[]> seeds() {
        String base64 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(HEX));
        return List.of(bytes("/key/swarm/psk/1.0.0/\n/base16/\n" + HEX + "\n"),
                bytes("/key/swarm/psk/1.0.0/\r\n/base64/\r\n" + base64),
                bytes("/key/swarm/psk/1.0.0/\n/bin/\n0123456789abcdef0123456789abcdef"));
    }

    public static void fuzzerTestOneInput(byte[] input) {
        PreSharedKey key;
        try {
            key = PreSharedKey.read(input);
        } catch (InvalidDataException e) {
            return;
        }
        Fuzz.require(input.length <= SwarmKey.MAX_LENGTH, "a file that is too long is no key");
        Fuzz.require(key.fingerprint().length() == 32, "every key has a fingerprint");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
