package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.peerstore.PeerStore;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Dials an address, and once more where the peer does not agree to what it chose the last time: the price of not having
 * asked. The {@link Upgrade} that failed for that has forgotten the choice, so the second one asks.
 */
final class Redial {

    private final PeerStore peers;

    private final PeerId expected;

    private final Supplier<Future<SecuredMuxer>> dial;

    private final Promise<SecuredMuxer> link = ImmediateEventExecutor.INSTANCE.newPromise();

    private volatile Future<SecuredMuxer> current;

    private Redial(PeerStore peers, PeerId expected, Supplier<Future<SecuredMuxer>> dial) {
        this.peers = peers;
        this.expected = expected;
        this.dial = dial;
        this.current = dial.get();
    }

    /** Cancelling the result closes everything opened for it. It completes on the loop of the link. */
    static Future<SecuredMuxer> dial(PeerStore peers, @Nullable PeerId expected, Supplier<Future<SecuredMuxer>> dial) {
        if (expected == null || peers.security(expected).isEmpty()) {
            return dial.get();
        }
        Redial redial = new Redial(peers, expected, dial);
        redial.link.addListener(done -> {
            if (done.isCancelled()) {
                redial.current.cancel(false);
            }
        });
        redial.current.addListener((Future<SecuredMuxer> done) -> redial.first(done));
        return redial.link;
    }

    private void first(Future<SecuredMuxer> done) {
        if (!done.isSuccess() && !link.isDone() && peers.security(expected).isEmpty()) {
            current = dial.get();
            current.addListener((Future<SecuredMuxer> second) -> last(second));
            if (link.isDone()) {
                current.cancel(false);
            }
        } else {
            last(done);
        }
    }

    private void last(Future<SecuredMuxer> done) {
        if (!done.isSuccess()) {
            link.tryFailure(done.cause());
        } else if (!link.trySuccess(done.getNow())) {
            done.getNow().session().close();
        }
    }
}
