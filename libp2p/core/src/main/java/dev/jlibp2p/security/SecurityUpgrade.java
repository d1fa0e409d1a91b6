package dev.jlibp2p.security;

import dev.jlibp2p.identity.ProtocolId;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;

/**
 * A protocol that encrypts a raw channel and proves the peer at its other end.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/connections">libp2p connections: encryption</a>
 */
public interface SecurityUpgrade {

    /** The identifier proposed in negotiation, for example {@code /noise}. */
    ProtocolId protocol();

    /**
     * Runs the handshake on {@code channel}, whose auto-read is off. Called on its event loop; the future completes there.
     *
     * <p>On success the handlers stay in the pipeline and deliver <em>nothing</em> until a handler added after them reads:
     * bytes that came behind the handshake are never lost, whenever the next handler is added. On failure the caller closes
     * the channel; there is no deadline here, the caller has one for the whole upgrade.
     *
     * <p>Fails with {@link HandshakeException} when the peer cannot be proven, and with
     * {@link PeerIdMismatchException} when it proves to be another one than expected.
     */
    Future<SecuredChannel> secure(Channel channel, SecurityContext context);
}
