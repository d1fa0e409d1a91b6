package dev.jlibp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.Multibase;
import dev.jlibp2p.multiformats.TestVectors;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityTest {
    @ParameterizedTest
    @CsvSource({"ed25519,ed25519,ED25519", "p256,p256,ECDSA", "p256-sec1,p256,ECDSA", "secp256k1,secp256k1,SECP256K1",
        "secp256k1-sec1,secp256k1,SECP256K1", "rsa,rsa,RSA", "rsa-pkcs1,rsa,RSA"})
    void importsWhatOpensslWrites(String file, String key, KeyType type) throws InvalidDataException {
        Identity identity = Identity.ofText(pem(file));

        assertThat(identity.type()).isEqualTo(type);
        assertThat(identity.publicKey().data()).isEqualTo(publicKey(key, type));
        assertThat(Identity.decode(identity.encoded()).peerId()).isEqualTo(identity.peerId());
    }

    @ParameterizedTest
    @CsvSource({"encrypted,not encrypted", "p384,unknown curve", "x25519,unknown key algorithm"})
    void saysWhyAKeyIsNotImported(String file, String reason) {
        assertThatThrownBy(() -> Identity.ofText(pem(file)))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @EnumSource
    void readsItsTextInBase64AndMultibase(KeyType type) throws InvalidDataException {
        Identity identity = KeyVectorsTest.vector(type);
        byte[] encoded = identity.encoded();

        assertThat(Identity.ofText(Base64.getEncoder().encodeToString(encoded) + "\n").peerId())
                .isEqualTo(identity.peerId());
        assertThat(Identity.ofText(Multibase.BASE64_URL.encode(encoded)).peerId()).isEqualTo(identity.peerId());
        assertThat(Identity.ofText(" " + Multibase.BASE32_PAD_UPPER.encode(encoded)).peerId())
                .isEqualTo(identity.peerId());
        assertThat(Identity.ofText(Multibase.BASE58BTC.encode(encoded)).peerId()).isEqualTo(identity.peerId());
    }

    @Test
    void takesTheFirstPrivateKeyOfSeveralBlocks() throws InvalidDataException {
        String certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

        assertThat(Identity.ofText(certificate + pem("ed25519").replace("\n", "\r\n") + pem("rsa")).type())
                .isEqualTo(KeyType.ED25519);
        assertThatThrownBy(() -> Identity.ofText(certificate)).hasMessageContaining("no private key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "CAESQ", "CAES", "-----BEGIN PRIVATE KEY-----", "zzzz",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----",
        "-----BEGIN X-----\nAAAA\n-----END X-----", "-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----", "-----BEGIN "})
    void refusesOtherTextWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> Identity.ofText(text))
                .isInstanceOf(InvalidDataException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret", "CAES", "AAAA"));
    }

    @Test
    void boundsItsText() {
        assertThatThrownBy(() -> Identity.ofText("m" + "A".repeat(65_536))).hasMessageContaining("longer than 65536");
        assertThatThrownBy(() -> Identity.ofText("-----BEGIN PRIVATE KEY-----\n" + " ".repeat(60_000)))
                .hasMessageContaining("cut off");
    }

    @ParameterizedTest
    @EnumSource
    void refusesEveryPartOfAnEncoding(KeyType type) throws InvalidDataException {
        byte[] whole = KeyVectorsTest.vector(type).encoded();
        for (int length = 0; length < whole.length; length += type == KeyType.RSA ? 7 : 1) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Identity.decode(part)).isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void readsTheOlderFormOfEd25519AndWritesTheNew() throws InvalidDataException {
        Identity identity = KeyVectorsTest.vector(KeyType.ED25519);
        String key = HexFormat.of().formatHex(identity.encoded()).substring(8);
        byte[] older = HexFormat.of().parseHex("08011260" + key + key.substring(64));

        assertThat(Identity.decode(older).encoded()).isEqualTo(identity.encoded());
    }

    @ParameterizedTest
    @EnumSource
    void printsNothingSecret(KeyType type) throws InvalidDataException {
        Identity identity = KeyVectorsTest.vector(type);

        assertThat(identity).hasToString("Identity[" + type + " " + identity.peerId() + "]");
    }

    @Test
    void keyTypesHaveTheNamesOfTheConfiguration() {
        assertThat(KeyType.of("Ed25519")).isEqualTo(KeyType.ED25519).hasToString("ed25519");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyType.of("dsa"))
                .withMessageContaining("[rsa, ed25519, secp256k1, ecdsa]");
    }

    private static String pem(String file) {
        return TestVectors.text(IdentityTest.class, "pem/" + file + ".pem");
    }

    private static byte[] publicKey(String name, KeyType type) {
        String line = TestVectors.lines(IdentityTest.class, "pem/public.txt")
                .stream()
                .filter(l -> l.startsWith(name + " "))
                .findFirst()
                .orElseThrow();
        byte[] info = HexFormat.of().parseHex(line.substring(name.length() + 1));
        return switch (type) {
            case ED25519 -> Arrays.copyOfRange(info, info.length - 32, info.length);
            case SECP256K1 -> compressed(Arrays.copyOfRange(info, info.length - 64, info.length));
            case ECDSA, RSA -> info;
        };
    }

    private static byte[] compressed(byte[] point) {
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (2 + (point[63] & 1));
        System.arraycopy(point, 0, compressed, 1, 32);
        return compressed;
    }
}
