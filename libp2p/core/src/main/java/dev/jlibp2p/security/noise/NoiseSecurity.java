package dev.jlibp2p.security.noise;

import dev.jlibp2p.crypto.Aead;
import dev.jlibp2p.crypto.AeadSelection;
import dev.jlibp2p.crypto.KeyAgreement;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.function.Supplier;

/**
 * Noise as libp2p speaks it: {@code Noise_XX_25519_ChaChaPoly_SHA256}, identities proven in the payloads, the muxer settled
 * on the way. Thread-safe; one instance serves all connections of a node, with one static key that lives as long as the
 * instance and is signed once.
 *
 * <p>After the handshake, plaintext buffers written are gathered into records of up to {@value RecordEncryptor#MAX_PLAINTEXT}
 * bytes, sent when full or flushed; their promises complete when the record's bytes leave. A record that fails
 * authentication, or the last nonce, ends the channel: {@code exceptionCaught} with a {@link NoiseException}, then close.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">libp2p noise</a>
 * @see <a href="https://github.com/libp2p/specs/blob/master/connections/inlined-muxer-negotiation.md">libp2p inlined muxer
 *     negotiation</a>
 */
public final class NoiseSecurity implements SecurityUpgrade {

    private static final ProtocolId PROTOCOL = ProtocolId.of("/noise");

    private final NoiseKeys keys;

    private final KeyAgreement keyAgreement;

    private final Supplier<Aead> aead;

    /** With the fastest back ends of this machine. */
    public NoiseSecurity(Identity identity) {
        this(identity, KeyAgreement.fastest(), AeadSelection.configured());
    }

    /**
     * Makes the static key and signs it, once.
     *
     * @param identity whom the peers get proven
     * @param keyAgreement makes all keys, and so is the source of chance
     * @param aead asked once for each connection
     */
    public NoiseSecurity(Identity identity, KeyAgreement keyAgreement, Supplier<Aead> aead) {
        this.keys = NoiseKeys.generate(identity, keyAgreement);
        this.keyAgreement = keyAgreement;
        this.aead = aead;
    }

    @Override
    public ProtocolId protocol() {
        return PROTOCOL;
    }

    @Override
    public Future<SecuredChannel> secure(Channel channel, SecurityContext context) {
        Promise<SecuredChannel> promise = channel.eventLoop().newPromise();
        NoiseSuite suite = new NoiseSuite(keyAgreement, aead.get());
        HandshakeState state = new HandshakeState(suite, context.role(), keys.pair(), context.prologue());
        NoiseHandshake handshake = new NoiseHandshake(state, keys, context);
        channel.pipeline().addLast(new NoiseHandshaker(handshake, suite.aead(), promise));
        return promise;
    }
}
