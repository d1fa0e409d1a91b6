package dev.jlibp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.AeadKey;
import dev.jlibp2p.crypto.KeyAgreement;
import dev.jlibp2p.identity.Role;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeStateTest {
    private static final byte[] NOTHING = {};

    static Stream<Arguments> vectorsOnEveryBackEnd() {
        return Stream.of("cacophony", "snow")
                .flatMap(source -> Stream.of(Aead.jdk(), Aead.conscrypt(), Aead.bouncyCastle())
                        .flatMap(aead -> Stream
                                .of(KeyAgreement.conscrypt(), KeyAgreement.bouncyCastle(new SecureRandom()))
                                .map(agreement -> Arguments.of(source, aead, agreement))));
    }

    @ParameterizedTest
    @MethodSource("vectorsOnEveryBackEnd")
    void reproducesThePublicVectors(String source, Aead aead, KeyAgreement agreement) throws Exception {
        Vector vector = new Vector(source);
        HandshakeState initiator = vector.party(Role.INITIATOR, aead, agreement);
        HandshakeState responder = vector.party(Role.RESPONDER, aead, agreement);

        exchange(vector, 0, initiator, responder);
        exchange(vector, 1, responder, initiator);
        exchange(vector, 2, initiator, responder);

        assertThat(initiator.finished()).isTrue();
        assertThat(initiator.peerStaticKey()).isEqualTo(vector.keyPair("resp_static", agreement).publicKey());
        AeadKey[] writers = initiator.split();
        AeadKey[] readers = responder.split();
        for (int i = 3; vector.has(i); i++) {
            int direction = i % 2 == 0 ? 0 : 1;
            long nonce = (i - 3L) / 2;
            assertThat(writers[direction].seal(nonce, NOTHING, vector.payload(i))).isEqualTo(vector.ciphertext(i));
            assertThat(readers[direction].open(nonce, NOTHING, vector.ciphertext(i))).isEqualTo(vector.payload(i));
        }
    }

    @Test
    void refusesToSpeakOutOfTurn() throws Exception {
        KeyAgreement agreement = KeyAgreement.fastest();
        NoiseSuite suite = new NoiseSuite(agreement, Aead.jdk());
        HandshakeState initiator = new HandshakeState(suite, Role.INITIATOR, agreement.generate(), NOTHING);

        assertThatIllegalStateException().isThrownBy(() -> initiator.read(new byte[32]));
        initiator.write(NOTHING);
        assertThatIllegalStateException().isThrownBy(() -> initiator.write(NOTHING));
        assertThatIllegalStateException().isThrownBy(initiator::split);
    }

    private static void exchange(Vector vector, int index, HandshakeState from, HandshakeState to) throws Exception {
        byte[] message = from.write(vector.payload(index));

        assertThat(message).isEqualTo(vector.ciphertext(index));
        assertThat(to.read(message)).isEqualTo(vector.payload(index));
    }

    private static final class Vector {
        private final Properties values = new Properties();
        private final String source;

        Vector(String source) throws IOException {
            this.source = source;
            try (InputStream in = HandshakeStateTest.class.getResourceAsStream("noise-xx.properties")) {
                values.load(in);
            }
        }

        HandshakeState party(Role role, Aead aead, KeyAgreement agreement) throws Exception {
            String prefix = role == Role.INITIATOR ? "init" : "resp";
            KeyAgreement fixed = new FixedKeyAgreement(agreement, keyPair(prefix + "_ephemeral", agreement));
            return new HandshakeState(
                    new NoiseSuite(fixed, aead), role, keyPair(prefix + "_static", agreement), hex("prologue"));
        }

        KeyAgreement.KeyPair keyPair(String name, KeyAgreement agreement) throws Exception {
            byte[] basePoint = new byte[KeyAgreement.KEY_LENGTH];
            basePoint[0] = 9;
            return new KeyAgreement.KeyPair(hex(name), agreement.agree(hex(name), basePoint));
        }

        boolean has(int index) {
            return values.containsKey(source + "." + index + ".payload");
        }

        byte[] payload(int index) {
            return hex(index + ".payload");
        }

        byte[] ciphertext(int index) {
            return hex(index + ".ciphertext");
        }

        private byte[] hex(String name) {
            return HexFormat.of().parseHex(values.getProperty(source + "." + name));
        }
    }

    /** Hands out the ephemeral key of a vector. */
    private record FixedKeyAgreement(KeyAgreement agreement, KeyPair pair) implements KeyAgreement {
        @Override
        public String name() {
            return agreement.name();
        }

        @Override
        public KeyPair generate() {
            return pair;
        }

        @Override
        public byte[] agree(byte[] privateKey, byte[] publicKey) throws java.security.InvalidKeyException {
            return agreement.agree(privateKey, publicKey);
        }
    }
}
