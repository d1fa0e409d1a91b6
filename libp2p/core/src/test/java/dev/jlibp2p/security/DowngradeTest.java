package dev.jlibp2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.negotiation.Negotiation;
import dev.jlibp2p.security.noise.NoiseSecurity;
import dev.jlibp2p.security.plaintext.PlaintextSecurity;
import dev.jlibp2p.security.tls.TlsSecurity;
import dev.jlibp2p.testsupport.PullChannel;
import dev.jlibp2p.testsupport.Recorder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * H4: somebody in the middle changes what the two ends negotiate. Every byte of both sides' negotiation is changed, one bit of
 * it, or all eight with {@code -Ddowngrade.bits=8}.
 */
class DowngradeTest {
    private static final int BITS = Integer.getInteger("downgrade.bits", 1);
    private static final int MOST_NEGOTIATION_BYTES = 120;

    private final Identity dialler = Identity.generate(KeyType.ED25519, new SecureRandom());
    private final Identity listener = Identity.generate(KeyType.ED25519, new SecureRandom());
    private final SecurityUpgrade diallersNoise = new NoiseSecurity(dialler);
    private final SecurityUpgrade listenersNoise = new NoiseSecurity(listener);
    private final SecurityUpgrade diallersTls = new TlsSecurity(dialler, Clock.systemUTC());
    private final SecurityUpgrade listenersTls = new TlsSecurity(listener, Clock.systemUTC());

    @Test
    void aChangedByteCanOnlyEndTheConnectionOrPickAnotherSecurityBothOffer() {
        assertThat(isEstablished(UnaryOperator.identity(), UnaryOperator.identity())).isTrue();
        for (int at = 0; at < MOST_NEGOTIATION_BYTES; at++) {
            for (int i = 0; i < BITS; i++) {
                int bit = BITS == 1 ? at % Byte.SIZE : i;
                isEstablished(new Flip(at, bit), UnaryOperator.identity());
                isEstablished(UnaryOperator.identity(), new Flip(at, bit));
            }
        }
    }

    @Test
    void plaintextInsertedInTheMiddleIsNotTakenByWhoDoesNotOfferIt() {
        Side left = new Side(Role.INITIATOR, List.of(diallersNoise));
        Side right = new Side(Role.RESPONDER, List.of(new PlaintextSecurity(listener), listenersNoise));
        byte[] secure = line("/noise");
        byte[] insecure = line("/plaintext/2.0.0");
        run(left, right, sent -> replace(sent, secure, insecure), answer -> replace(answer, insecure, secure));

        assertThat(left.secured.isSuccess()).isFalse();
        assertThat(right.secured.isSuccess()).isFalse();
        left.close();
        right.close();
    }

    /** Fails where an end believes in another peer than the real one, or the two in different protocols. */
    private boolean isEstablished(UnaryOperator<byte[]> towardsRight, UnaryOperator<byte[]> towardsLeft) {
        Side left = new Side(Role.INITIATOR, List.of(diallersTls, diallersNoise));
        Side right = new Side(Role.RESPONDER, List.of(listenersNoise, listenersTls));
        run(left, right, towardsRight, towardsLeft);
        if (left.secured.isSuccess()) {
            assertThat(left.secured.getNow().peer()).isEqualTo(listener.peerId());
        }
        if (right.secured.isSuccess()) {
            assertThat(right.secured.getNow().peer()).isEqualTo(dialler.peerId());
        }
        boolean both = left.secured.isSuccess() && right.secured.isSuccess();
        if (both) {
            assertThat(left.settled).isEqualTo(right.settled).isNotNull();
        }
        left.close();
        right.close();
        return both;
    }

    private static void run(Side left, Side right, UnaryOperator<byte[]> towardsRight,
            UnaryOperator<byte[]> towardsLeft) {
        boolean busy = true;
        while (busy) {
            left.channel.runPendingTasks();
            right.channel.runPendingTasks();
            busy = carry(left.channel, right.channel, towardsRight) || carry(right.channel, left.channel, towardsLeft)
                    || left.channel.deliver() || right.channel.deliver();
        }
    }

    private static boolean carry(PullChannel from, PullChannel to, UnaryOperator<byte[]> change) {
        boolean any = false;
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            any = true;
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.readBytes(copy);
            bytes.release();
            to.arrive(Unpooled.wrappedBuffer(change.apply(copy)));
        }
        return any;
    }

    private static byte[] line(String text) {
        return ("\n" + text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The same line with its length, which is the byte before it: no other byte is less than a space here. */
    private static byte[] replace(byte[] bytes, byte[] from, byte[] to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String old = (char) (from.length - 1) + new String(from, StandardCharsets.ISO_8859_1).substring(1);
        String changed = (char) (to.length - 1) + new String(to, StandardCharsets.ISO_8859_1).substring(1);
        return text.replace(old, changed).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One bit of one byte of a direction. */
    private static final class Flip implements UnaryOperator<byte[]> {
        private final int at;
        private final int bit;
        private int passed;

        Flip(int at, int bit) {
            this.at = at;
            this.bit = bit;
        }

        @Override
        public byte[] apply(byte[] bytes) {
            int inside = at - passed;
            passed += bytes.length;
            if (inside >= 0 && inside < bytes.length) {
                bytes[inside] ^= (byte) (1 << bit);
            }
            return bytes;
        }
    }

    /** One end: negotiates, then secures. */
    private static final class Side {
        private final PullChannel channel = new PullChannel();
        private final Promise<SecuredChannel> secured = channel.eventLoop().newPromise();
        private @Nullable ProtocolId settled;

        Side(Role role, List<SecurityUpgrade> securities) {
            List<ProtocolId> ids = new ArrayList<>();
            securities.forEach(security -> ids.add(security.protocol()));
            Future<ProtocolId> negotiated = role == Role.INITIATOR
                    ? Negotiation.propose(channel, ids)
                    : Negotiation.answer(channel, ids);
            negotiated.addListener((Future<ProtocolId> done) -> {
                if (!done.isSuccess()) {
                    secured.tryFailure(done.cause());
                    channel.close();
                    return;
                }
                settled = done.getNow();
                securities.get(ids.indexOf(settled)).secure(channel, context(role)).addListener(this::end);
            });
        }

        private void end(Future<? super SecuredChannel> done) {
            if (done.isSuccess()) {
                channel.pipeline().addLast(Recorder.passive());
                secured.trySuccess((SecuredChannel) done.getNow());
            } else {
                secured.tryFailure(done.cause());
                channel.close();
            }
        }

        private static SecurityContext context(Role role) {
            return new SecurityContext(role, null, List.of(ProtocolId.of("/yamux/1.0.0")), new byte[0]);
        }

        void close() {
            channel.finishAndReleaseAll();
        }
    }
}
