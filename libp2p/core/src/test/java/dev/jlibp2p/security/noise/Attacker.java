package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.KeyAgreement;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.security.HandshakeException;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.testsupport.PullChannel;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A peer that speaks perfect Noise XX and puts into its payload whatever it likes. */
final class Attacker implements AutoCloseable {
    private static final KeyAgreement AGREEMENT = KeyAgreement.fastest();
    private static final NoiseSecurity VICTIM = new NoiseSecurity(
            Identity.generate(KeyType.ED25519, new SecureRandom()));

    private final PullChannel channel = new PullChannel();
    private final Role role;
    private final HandshakeState state;
    private final Future<SecuredChannel> victim;

    /** An attacker with that static key; the victim takes the other role and waits for anybody. */
    Attacker(Role role, KeyAgreement.KeyPair staticKey) {
        this.role = role;
        this.state = new HandshakeState(new NoiseSuite(AGREEMENT, Aead.jdk()), role, staticKey, new byte[0]);
        this.victim = VICTIM.secure(channel, new SecurityContext(role.opposite(), null, List.of(), new byte[0]));
    }

    /** What becomes of a victim that is sent {@code payload}: {@code null} when it believes us. */
    static @Nullable Throwable outcome(Role role, byte[] payload) throws HandshakeException {
        try (Attacker attacker = new Attacker(role, AGREEMENT.generate())) {
            return attacker.attack(payload);
        }
    }

    @Nullable
    Throwable attack(byte[] payload) throws HandshakeException {
        if (role == Role.INITIATOR) {
            open(new byte[0]);
        }
        state.read(received());
        send(state.write(payload));
        return victim.isSuccess() ? null : victim.cause();
    }

    /** Sends the initiator's first message. */
    void open(byte[] payload) throws HandshakeException {
        send(state.write(payload));
    }

    Future<SecuredChannel> victim() {
        return victim;
    }

    PullChannel channel() {
        return channel;
    }

    void send(byte[] message) {
        channel.arrive(Unpooled.buffer().writeShort(message.length).writeBytes(message));
        channel.deliver();
    }

    byte[] received() {
        ByteBuf frame = channel.readOutbound();
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        frame.release();
        return Arrays.copyOfRange(bytes, 2, bytes.length);
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
