package dev.jlibp2p.security.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.crypto.KeyAgreement;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.testsupport.PullChannel;
import dev.jlibp2p.testsupport.Recorder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Threat H5 and demand X-29: no peer is believed that did not prove itself, whatever is done to the handshake. */
class HandshakeAttackTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Identity MALLORY = Identity.generate(KeyType.ED25519, RANDOM);
    private static final Identity ALICE = Identity.generate(KeyType.ED25519, RANDOM);
    private static final KeyAgreement.KeyPair STATIC_KEY = KeyAgreement.fastest().generate();
    private static final NoiseSecurity INITIATOR = new NoiseSecurity(ALICE);
    private static final NoiseSecurity RESPONDER = new NoiseSecurity(MALLORY);
    private static final NoiseKeys HONEST = keys(MALLORY, STATIC_KEY, STATIC_KEY);

    /** One handshake: what each message becomes on its way, and what the two ends make of it. */
    private record Outcome(boolean initiator, boolean responder, List<byte[]> messages) {}

    @Test
    void withoutAttackBothEndsSucceed() {
        Outcome untouched = handshake(0, bytes -> bytes);

        assertThat(untouched.initiator()).isTrue();
        assertThat(untouched.responder()).isTrue();
        assertThat(untouched.messages()).hasSize(3);
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyFlippedByteIsRejected(int message) {
        int length = handshake(0, bytes -> bytes).messages().get(message - 1).length;
        for (int i = 0; i < length; i++) {
            int index = i;
            for (int mask : new int[]{1, 0x80}) {
                Outcome outcome = handshake(message, bytes -> {
                    bytes[index] ^= (byte) mask;
                    return bytes;
                });
                assertRejected(outcome, message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyTruncatedMessageIsRejected(int message) {
        int length = handshake(0, bytes -> bytes).messages().get(message - 1).length;
        for (int i = 0; i < length; i++) {
            int cut = i;
            assertRejected(handshake(message, bytes -> Arrays.copyOf(bytes, cut)), message);
            if (cut >= 2) {
                assertRejected(handshake(message, bytes -> frame(Arrays.copyOfRange(bytes, 2, cut))), message);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("messages")
    void trailingBytesAreRejected(int message) {
        for (int extra : new int[]{1, 16, 1000}) {
            Outcome outcome = handshake(message, bytes -> frame(Arrays.copyOfRange(bytes, 2, bytes.length + extra)));
            assertRejected(outcome, message);
        }
    }

    @Test
    void aMessageLongerThanAnyHandshakeIsRefusedBeforeItArrives() {
        for (int length : new int[]{NoiseHandshaker.MAX_MESSAGE + 1, 65_535}) {
            try (Attacker attacker = new Attacker(Role.INITIATOR, STATIC_KEY)) {
                attacker.channel().arrive(Unpooled.buffer().writeShort(length));
                attacker.channel().deliver();

                assertThat(attacker.victim().cause()).isInstanceOf(HandshakeException.class)
                        .hasMessageContaining(String.valueOf(length));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("smallOrder")
    void keysOfSmallOrderAreRefused(byte[] point) {
        try (Attacker attacker = new Attacker(Role.INITIATOR, STATIC_KEY)) {
            attacker.send(point);

            assertThat(attacker.victim().cause()).isInstanceOf(HandshakeException.class);
        }
        try (Attacker attacker = new Attacker(Role.RESPONDER, STATIC_KEY)) {
            byte[] message = new byte[200];
            System.arraycopy(point, 0, message, 0, point.length);
            attacker.send(message);

            assertThat(attacker.victim().cause()).isInstanceOf(HandshakeException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anHonestPayloadIsBelieved(Role role) throws Exception {
        assertThat(outcome(role, HONEST)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void everyFlippedByteOfTheSignatureIsRejected(Role role) throws Exception {
        for (int i = 0; i < HONEST.signature().length; i++) {
            byte[] forged = HONEST.signature().clone();
            forged[i] ^= 1;
            assertThat(outcome(role, new NoiseKeys(STATIC_KEY, HONEST.identityKey(), forged)))
                    .isInstanceOf(HandshakeException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void anEmptyOrCutSignatureIsRejected(Role role) throws Exception {
        for (int length = 0; length < HONEST.signature().length; length++) {
            byte[] cut = Arrays.copyOf(HONEST.signature(), length);
            assertThat(outcome(role, new NoiseKeys(STATIC_KEY, HONEST.identityKey(), cut)))
                    .isInstanceOf(HandshakeException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theSignatureOfAnotherStaticKeyIsRejected(Role role) throws Exception {
        KeyAgreement.KeyPair other = KeyAgreement.fastest().generate();

        assertThat(outcome(role, keys(MALLORY, STATIC_KEY, other))).isInstanceOf(HandshakeException.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void theNameOfAnotherIdentityIsRejected(Role role) throws Exception {
        NoiseKeys stolen = new NoiseKeys(STATIC_KEY, ALICE.publicKey().encoded(), HONEST.signature());

        assertThat(outcome(role, stolen)).isInstanceOf(HandshakeException.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aSignatureWithoutThePrefixIsRejected(Role role) throws Exception {
        NoiseKeys bare = new NoiseKeys(
                STATIC_KEY, MALLORY.publicKey().encoded(), MALLORY.sign(STATIC_KEY.publicKey()));

        assertThat(outcome(role, bare)).isInstanceOf(HandshakeException.class);
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aPayloadThatIsNoneIsRejected(Role role) throws Exception {
        for (byte[] payload : List.of(new byte[0], new byte[]{1}, "no protobuf".getBytes(StandardCharsets.UTF_8))) {
            assertThat(Attacker.outcome(role, payload)).isInstanceOf(HandshakeException.class);
        }
    }

    @Test
    void aFirstMessageThatCarriesAPayloadIsRefused() throws Exception {
        try (Attacker attacker = new Attacker(Role.INITIATOR, STATIC_KEY)) {
            attacker.open(new byte[]{1});

            assertThat(attacker.victim().cause()).isInstanceOf(HandshakeException.class).hasMessageContaining("1 byte");
        }
    }

    @Test
    void aHandshakeMessageAfterTheLastIsAForgedRecord() throws Exception {
        try (Attacker attacker = new Attacker(Role.INITIATOR, STATIC_KEY)) {
            assertThat(attacker.attack(HandshakePayload.encode(HONEST, List.of()))).isNull();
            Recorder recorder = Recorder.reading();
            attacker.channel().pipeline().addLast(recorder);
            attacker.send(new byte[64]);
            attacker.channel().runPendingTasks();

            assertThat(recorder.failures()).singleElement().isInstanceOf(NoiseException.class);
            assertThat(attacker.channel().isOpen()).isFalse();
        }
    }

    static Stream<Integer> messages() {
        return Stream.of(1, 2, 3);
    }

    static Stream<byte[]> smallOrder() {
        byte[] one = new byte[32];
        one[0] = 1;
        byte[] minusOne = new byte[32];
        Arrays.fill(minusOne, (byte) 0xff);
        minusOne[0] = (byte) 0xec;
        minusOne[31] = 0x7f;
        return Stream.of(new byte[32], one, minusOne);
    }

    /** The end a message is sent to never believes the sender; the initiator has no way to learn of a damaged third one. */
    private static void assertRejected(Outcome outcome, int message) {
        assertThat(outcome.responder()).isFalse();
        if (message < 3) {
            assertThat(outcome.initiator()).isFalse();
        }
    }

    private static @Nullable Throwable outcome(Role role, NoiseKeys keys) throws HandshakeException {
        try (Attacker attacker = new Attacker(role, STATIC_KEY)) {
            return attacker.attack(HandshakePayload.encode(keys, List.of()));
        }
    }

    private static NoiseKeys keys(Identity identity, KeyAgreement.KeyPair pair, KeyAgreement.KeyPair signed) {
        byte[] prefix = "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);
        byte[] statement = Arrays.copyOf(prefix, prefix.length + 32);
        System.arraycopy(signed.publicKey(), 0, statement, prefix.length, 32);
        return new NoiseKeys(pair, identity.publicKey().encoded(), identity.sign(statement));
    }

    private static Outcome handshake(int attacked, UnaryOperator<byte[]> attack) {
        PullChannel dialling = new PullChannel();
        PullChannel listening = new PullChannel();
        try {
            Future<SecuredChannel> dialled = INITIATOR.secure(dialling, context(Role.INITIATOR));
            Future<SecuredChannel> accepted = RESPONDER.secure(listening, context(Role.RESPONDER));
            List<byte[]> messages = new ArrayList<>();
            for (int number = 1; number <= 3; number++) {
                PullChannel from = number == 2 ? listening : dialling;
                PullChannel to = number == 2 ? dialling : listening;
                ByteBuf sent = from.readOutbound();
                if (sent == null) {
                    break;
                }
                byte[] bytes = new byte[sent.readableBytes()];
                sent.readBytes(bytes);
                sent.release();
                messages.add(bytes.clone());
                to.arrive(Unpooled.wrappedBuffer(number == attacked ? attack.apply(bytes) : bytes));
                to.deliver();
            }
            return new Outcome(dialled.isSuccess(), accepted.isSuccess(), messages);
        } finally {
            dialling.finishAndReleaseAll();
            listening.finishAndReleaseAll();
        }
    }

    private static SecurityContext context(Role role) {
        return new SecurityContext(role, null, List.of(), new byte[0]);
    }

    private static byte[] frame(byte[] message) {
        byte[] framed = new byte[2 + message.length];
        framed[0] = (byte) (message.length >>> 8);
        framed[1] = (byte) message.length;
        System.arraycopy(message, 0, framed, 2, message.length);
        return framed;
    }
}
