package dev.jlibp2p.security.pnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.InvalidDataException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PreSharedKeyTest {

    /** Key and fingerprint of the tests of rust-libp2p's pnet. */
    private static final String HEX = "6189c5cf0b87fb800c1a9feeda73c6ab5e998db48fb9e6a978575c770ceef683";

    private static final String FINGERPRINT = "45fc986bbc9388a11d939df26f730f0c";

    private static final byte[] KEY = HexFormat.of().parseHex(HEX);

    private static final String BASE64 = Base64.getEncoder().encodeToString(KEY);

    @Test
    void theFingerprintIsTheOneOfGoAndRust() {
        assertThat(PreSharedKey.of(KEY).fingerprint()).isEqualTo(FINGERPRINT);
    }

    @Test
    void allEncodingsAreRead() throws Exception {
        PreSharedKey expected = PreSharedKey.of(KEY);
        assertThat(read("/key/swarm/psk/1.0.0/\n/base16/\n" + HEX)).isEqualTo(expected);
        assertThat(read("/key/swarm/psk/1.0.0/\n/base16/\n" + HEX + "\n")).isEqualTo(expected);
        assertThat(read("/key/swarm/psk/1.0.0/\r\n/base16/\r\n" + HEX.toUpperCase(Locale.ROOT) + "\r\n"))
                .isEqualTo(expected);
        assertThat(read("/key/swarm/psk/1.0.0/\n/base64/\n" + BASE64 + "\n")).isEqualTo(expected);
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        binary.writeBytes("/key/swarm/psk/1.0.0/\n/bin/\n".getBytes(StandardCharsets.US_ASCII));
        binary.writeBytes(KEY);
        assertThat(PreSharedKey.read(binary.toByteArray())).isEqualTo(expected);
    }

    @Test
    void whatIsNoKeyIsRefusedAndNeverRepeated() {
        for (String wrong : new String[]{"", "\n", "/key/swarm/psk/1.0.0/", "/key/swarm/psk/1.0.0/\n",
            "/key/swarm/psk/2.0.0/\n/base16/\n" + HEX, "/key/swarm/psk/1.0.0/\n/base58/\n" + HEX,
            "/key/swarm/psk/1.0.0/\n/base16/\n" + HEX.substring(1), "/key/swarm/psk/1.0.0/\n/base16/\nx" + HEX,
            "/key/swarm/psk/1.0.0/\n/base64/\n" + BASE64.substring(1), "/key/swarm/psk/1.0.0/\n/base64/\n*" + BASE64,
            "/key/swarm/psk/1.0.0/\n/bin/\nshort", HEX, "x".repeat(SwarmKey.MAX_LENGTH + 1)}) {
            assertThatThrownBy(() -> read(wrong)).isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("swarm key")
                    .message()
                    .doesNotContain(HEX.substring(1, 20))
                    .doesNotContain(BASE64.substring(1, 20));
        }
    }

    @Test
    void aKeyIsNeverPrinted() {
        assertThat(PreSharedKey.of(KEY).toString()).contains(FINGERPRINT).doesNotContain(HEX.substring(0, 8));
    }

    private static PreSharedKey read(String file) throws InvalidDataException {
        return PreSharedKey.read(file.getBytes(StandardCharsets.ISO_8859_1));
    }
}
