package dev.jlibp2p.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.multiformats.InvalidDataException;
import dev.jlibp2p.multiformats.ProtobufReader;
import dev.jlibp2p.multiformats.ProtobufWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C7, RUSTSEC-2022-0009: an envelope is worth its signature, for its domain and its payload type. */
class SignedEnvelopeTest {
    private static final String DOMAIN = "libp2p-testing";
    private static final byte[] TYPE = {3, 1};
    private static final byte[] PAYLOAD = "happy hacking".getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource
    void isOpenedByWhoKnowsDomainAndType(KeyType type) throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(type);
        SignedEnvelope sealed = SignedEnvelope.seal(signer, DOMAIN, TYPE, PAYLOAD);
        SignedEnvelope opened = SignedEnvelope.open(sealed.encoded(), DOMAIN, TYPE);

        assertThat(opened).isEqualTo(sealed).hasSameHashCodeAs(sealed);
        assertThat(opened.publicKey()).isEqualTo(signer.publicKey());
        assertThat(opened.payload()).isEqualTo(PAYLOAD);
        assertThat(opened.payloadType()).isEqualTo(TYPE);
    }

    @Test
    void isRefusedForAnotherDomainOrType() throws InvalidDataException {
        byte[] encoded = sealed().encoded();

        assertThatThrownBy(() -> SignedEnvelope.open(encoded, "another", TYPE))
                .hasMessageContaining("no valid signature");
        assertThatThrownBy(() -> SignedEnvelope.open(encoded, DOMAIN, new byte[]{3, 2}))
                .hasMessageContaining("payload type 0301: expected 0302");
    }

    /** Domain and type cannot borrow bytes from each other: their lengths are signed too. */
    @Test
    void isRefusedWhereTheSameBytesAreCutDifferently() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);
        byte[] encoded = SignedEnvelope.seal(signer, "ab", "c".getBytes(UTF_8), PAYLOAD).encoded();

        assertThatThrownBy(() -> SignedEnvelope.open(encoded, "a", "c".getBytes(UTF_8)))
                .isInstanceOf(InvalidDataException.class);
    }

    @Test
    void isRefusedWithAnyByteChangedOrMissing() throws InvalidDataException {
        byte[] whole = sealed().encoded();
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            byte[] part = Arrays.copyOf(whole, at);

            assertThatThrownBy(() -> SignedEnvelope.open(changed, DOMAIN, TYPE))
                    .as("byte %s", at)
                    .isInstanceOf(InvalidDataException.class);
            assertThatThrownBy(() -> SignedEnvelope.open(part, DOMAIN, TYPE)).isInstanceOf(InvalidDataException.class);
        }
    }

    @Test
    void isRefusedUnderTheKeyOfSomebodyElse() throws InvalidDataException {
        SignedEnvelope sealed = sealed();
        PublicKey other = KeyVectorsTest.vector(KeyType.SECP256K1).publicKey();
        byte[] stolen = new EnvelopeMessage(other, TYPE, PAYLOAD, new byte[64]).encode();

        assertThatThrownBy(() -> SignedEnvelope.open(stolen, DOMAIN, TYPE)).hasMessageContaining("no valid signature");
        assertThat(sealed.publicKey()).isNotEqualTo(other);
    }

    /** C6: repeated fields, too many fields, groups. */
    @Test
    void isRefusedWithFieldsTwiceOrTooMany() throws InvalidDataException {
        byte[] whole = sealed().encoded();
        byte[] twice = append(whole, new ProtobufWriter().bytes(3, PAYLOAD).toBytes());
        ProtobufWriter many = new ProtobufWriter();
        for (int i = 0; i < ProtobufReader.MAX_FIELDS; i++) {
            many.bytes(9, new byte[0]);
        }
        byte[] bomb = append(whole, many.toBytes());
        byte[] unknown = append(whole, new ProtobufWriter().bytes(9, PAYLOAD).number(10, -1).toBytes());

        assertThatThrownBy(() -> SignedEnvelope.open(twice, DOMAIN, TYPE)).hasMessageContaining("field 3 twice");
        assertThatThrownBy(() -> SignedEnvelope.open(bomb, DOMAIN, TYPE)).hasMessageContaining("more than 1024 fields");
        assertThatThrownBy(() -> SignedEnvelope.open(append(whole, new byte[]{0x4b, 0x4c}), DOMAIN, TYPE))
                .hasMessageContaining("groups");
        assertThat(SignedEnvelope.open(unknown, DOMAIN, TYPE)).as("what a later version adds").isEqualTo(sealed());
        assertThatThrownBy(() -> SignedEnvelope.open(new byte[SignedEnvelope.MAX_BYTES + 1], DOMAIN, TYPE))
                .hasMessageContaining("at most 65536");
    }

    @Test
    void needsADomainAndAType() throws InvalidDataException {
        Identity signer = KeyVectorsTest.vector(KeyType.ED25519);

        assertThatIllegalArgumentException().isThrownBy(() -> SignedEnvelope.seal(signer, "", TYPE, PAYLOAD));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignedEnvelope.seal(signer, DOMAIN, new byte[0], PAYLOAD));
    }

    private static SignedEnvelope sealed() throws InvalidDataException {
        return SignedEnvelope.seal(KeyVectorsTest.vector(KeyType.ED25519), DOMAIN, TYPE, PAYLOAD);
    }

    private static byte[] append(byte[] head, byte[] tail) {
        byte[] out = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, out, head.length, tail.length);
        return out;
    }
}
