package dev.jlibp2p.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.TestVectors;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys and signatures that others made. */
class KeyVectorsTest {
    private static final byte[] DATA = "Libp2p is the _best_!".getBytes(UTF_8);

    static List<String> keys() {
        return TestVectors.lines(KeyVectorsTest.class, "keys.txt");
    }

    static List<String> signatures() {
        return TestVectors.lines(KeyVectorsTest.class, "signatures.txt");
    }

    static Identity vector(KeyType type) throws InvalidDataException {
        String prefix = type.name() + " private ";
        return Identity.decode(keys().stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> HexFormat.of().parseHex(line.substring(prefix.length())))
                .findFirst()
                .orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void thePublicKeyOfTheSpecificationBelongsToThePrivateOne(KeyType type) throws InvalidDataException {
        Identity identity = vector(type);
        String publicKey = HexFormat.of().formatHex(identity.publicKey().encoded());
        PublicKey decoded = PublicKey.decode(identity.publicKey().encoded());

        assertThat(keys()).contains(type.name() + " public " + publicKey);
        assertThat(keys()).contains(type.name() + " private " + HexFormat.of().formatHex(identity.encoded()));
        assertThat(decoded).isEqualTo(identity.publicKey()).hasSameHashCodeAs(identity.publicKey());
        assertThat(decoded.type()).isEqualTo(type);
        assertThat(decoded.verify(DATA, identity.sign(DATA))).isTrue();
        assertThat(decoded.verify(new byte[0], identity.sign(DATA))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void theSignaturesOfGoVerify(String line) throws InvalidDataException {
        String[] columns = line.split(" ");
        Identity identity = Identity.decode(HexFormat.of().parseHex(columns[0]));
        PublicKey key = PublicKey.decode(HexFormat.of().parseHex(columns[1]));
        byte[] signature = HexFormat.of().parseHex(columns[2]);

        assertThat(identity.publicKey()).isEqualTo(key);
        assertThat(key.verify(DATA, signature)).isTrue();
        if (key.type() != KeyType.ECDSA) {
            assertThat(identity.sign(DATA)).as("deterministic in go as well").isEqualTo(signature);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RSA")
    void newKeysComeBackFromTheirEncoding(KeyType type) throws InvalidDataException {
        Identity identity = Identity.generate(type, new SecureRandom());
        Identity decoded = Identity.decode(identity.encoded());

        assertThat(decoded.peerId()).isEqualTo(identity.peerId());
        assertThat(decoded.type()).isEqualTo(type);
        assertThat(decoded.publicKey()).isEqualTo(identity.publicKey());
        assertThat(identity.publicKey().verify(DATA, decoded.sign(DATA))).isTrue();
    }
}
