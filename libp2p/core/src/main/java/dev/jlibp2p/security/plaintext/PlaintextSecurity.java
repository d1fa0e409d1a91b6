package dev.jlibp2p.security.plaintext;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/**
 * {@code /plaintext/2.0.0}: encrypts nothing and proves nobody, so anyone on the way may read and be anyone. For tests and
 * debugging; a node that speaks it as well as others can be brought down to it. Thread-safe.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/plaintext/README.md">libp2p plaintext</a>
 */
public final class PlaintextSecurity implements SecurityUpgrade {

    private static final ProtocolId PROTOCOL = ProtocolId.of("/plaintext/2.0.0");

    private final byte[] ownExchange;

    /** Tells peers that we are {@code identity}. */
    public PlaintextSecurity(Identity identity) {
        this.ownExchange = Exchange.encode(identity.publicKey());
    }

    @Override
    public ProtocolId protocol() {
        return PROTOCOL;
    }

    @Override
    public Future<SecuredChannel> secure(Channel channel, SecurityContext context) {
        Promise<SecuredChannel> promise = channel.eventLoop().newPromise();
        channel.pipeline().addLast(new PlaintextHandshaker(ownExchange, context.expectedPeer(), promise));
        return promise;
    }
}
