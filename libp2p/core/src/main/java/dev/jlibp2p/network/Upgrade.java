package dev.jlibp2p.network;

import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.gate.GatedException;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.MuxerSession;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.negotiation.Negotiation;
import dev.jlibp2p.network.UpgradePhase.Phase;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceScope;
import dev.jlibp2p.security.ConnectionProtector;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of one channel to a finished link: security is negotiated, the peer proven, the muxer settled. Lives on the
 * channel's event loop and owns the channel until it ends, which happens once.
 */
final class Upgrade {

    private static final Logger log = LoggerFactory.getLogger(Upgrade.class);

    private final NetworkSettings settings;

    private final Channel channel;

    private final Route route;

    private final Terms terms;

    private final Promise<SecuredMuxer> link;

    private @Nullable ResourceScope scope;

    /** What was waited for so far. */
    private final List<Future<?>> steps = new ArrayList<>(3);

    private final UpgradePhases phases;

    /** The peer has not agreed to the security we rely on, and there are others. */
    private boolean unconfirmed;

    /**
     * On what terms a channel becomes a link.
     *
     * @param expectedPeer whom the peer must prove to be, or {@code null} when anybody will do
     * @param negotiated whether the peer has a say in security and muxer; else there is one of each
     * @param watch is told of every phase, before the listeners are
     */
    record Terms(@Nullable PeerId expectedPeer, List<SecurityUpgrade> securities, List<StreamMuxer> muxers,
            boolean negotiated, Consumer<? super UpgradePhase> watch) {}

    Upgrade(NetworkSettings settings, Listeners listeners, Channel channel, Route route, Terms terms) {
        this.settings = settings;
        this.channel = channel;
        this.route = route;
        this.terms = terms;
        this.link = channel.eventLoop().newPromise();
        this.phases = new UpgradePhases(settings.ticker(), listeners, route, terms.watch());
    }

    Future<SecuredMuxer> start() {
        long timeout = settings.upgradeTimeout().toNanos();
        ScheduledFuture<?> deadline = channel.eventLoop()
                .schedule(() -> fail(new SocketTimeoutException(
                        "upgrade not done after " + settings.upgradeTimeout().toMillis() + " ms, during " + phases)),
                        timeout,
                        TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> closed());
        link.addListener(done -> {
            deadline.cancel(false);
            phases.end(Outcome.of(done.cause()));
            if (!done.isSuccess()) {
                release();
            }
        });
        if (!link.isDone()) {
            begin();
        }
        return link;
    }

    /** Callable from any thread. */
    void stop() {
        link.tryFailure(new StoppedException(null));
    }

    private void begin() {
        try {
            scope = new Entrance(settings).enter(channel, route, this::fail);
            protect();
            SecurityUpgrade foreseen = foreseenSecurity();
            if (foreseen == null) {
                negotiate(terms.securities(), SecurityUpgrade::protocol, this::handshake);
            } else {
                assume(foreseen);
            }
        } catch (IOException | RuntimeException | Error e) {
            fail(e);
        }
    }

    private void protect() throws IOException {
        ConnectionProtector protector = settings.protector();
        if (protector == null) {
            return;
        }
        if (!terms.negotiated()) {
            throw new IOException("transport " + route.transport()
                    + " secures its links itself, which the key of the private network does not cover");
        }
        protector.protect(channel);
    }

    private <T> void negotiate(List<T> offered, Function<T, ProtocolId> id, Consumer<T> next) {
        if (!terms.negotiated()) {
            next.accept(offered.getFirst());
            return;
        }
        List<ProtocolId> ids = offered.stream().map(id).toList();
        Future<ProtocolId> settled = route.role() == Role.INITIATOR
                ? Negotiation.propose(channel, ids)
                : Negotiation.answer(channel, ids);
        whenDone(settled, chosen -> next.accept(offered.get(ids.indexOf(chosen))));
    }

    /** The only one there is, or what the peer chose the last time: then the handshake need not wait for an answer. */
    private @Nullable SecurityUpgrade foreseenSecurity() {
        if (!mayForesee()) {
            return null;
        }
        if (terms.securities().size() == 1) {
            return terms.securities().getFirst();
        }
        ProtocolId chosen = chosenBefore();
        return terms.securities().stream().filter(each -> each.protocol().equals(chosen)).findFirst().orElse(null);
    }

    private boolean mayForesee() {
        return terms.negotiated() && route.role() == Role.INITIATOR;
    }

    private @Nullable ProtocolId chosenBefore() {
        PeerId expected = terms.expectedPeer();
        return expected == null ? null : settings.peerStore().security(expected).orElse(null);
    }

    /** Proposes in the same flight as what follows. */
    private void assume(SecurityUpgrade security) {
        unconfirmed = terms.securities().size() > 1;
        whenDone(Negotiation.proposeLazily(channel, security.protocol()), agreed -> {
            unconfirmed = false;
            enterHandshake(security);
        });
        secure(security);
    }

    /** The peer is not what it was: the next dial asks. */
    private void forgetChoice() {
        PeerId expected = terms.expectedPeer();
        if (expected != null && chosenBefore() != null) {
            settings.peerStore().setSecurity(expected, null);
        }
    }

    private void handshake(SecurityUpgrade security) {
        enterHandshake(security);
        secure(security);
    }

    private void enterHandshake(SecurityUpgrade security) {
        phases.next(Phase.HANDSHAKE, security.protocol().toString());
    }

    private void secure(SecurityUpgrade security) {
        List<ProtocolId> muxers = terms.muxers().stream().map(StreamMuxer::protocol).toList();
        SecurityContext context = new SecurityContext(route.role(), terms.expectedPeer(), muxers, new byte[0]);
        whenDone(security.secure(channel, context), secured -> secured(security, secured));
    }

    private void secured(SecurityUpgrade security, SecuredChannel secured) {
        if (secured.peer().equals(settings.self())) {
            settings.resources().refusals().add(Refusal.OWN_NODE);
            fail(new IOException("the peer at " + route.peer() + " is this node itself"));
            return;
        }
        if (!settings.gater().admitsPeer(route.role(), secured.peer(), route.peer())) {
            settings.resources().refusals().add(Refusal.GATER_PEER);
            fail(new GatedException("the gater refuses peer " + secured.peer()));
            return;
        }
        if (!charge(secured.peer())) {
            return;
        }
        Consumer<StreamMuxer> next = muxer -> multiplex(security, secured, muxer);
        ProtocolId early = secured.muxer();
        if (!terms.negotiated()) {
            next.accept(terms.muxers().getFirst());
        } else if (early == null) {
            phases.next(Phase.MUXER_NEGOTIATION, security.protocol().toString());
            negotiateMuxer(next);
        } else {
            terms.muxers()
                    .stream()
                    .filter(muxer -> muxer.protocol().equals(early))
                    .findFirst()
                    .ifPresentOrElse(next,
                            () -> fail(new IOException(
                                    "the handshake settled muxer " + early + ", which nobody offered")));
        }
    }

    /** False if the peer has too many connections already. */
    private boolean charge(PeerId peer) {
        ResourceScope charged = scope;
        if (charged == null) {
            return false;
        }
        try {
            charged.proven(peer);
            return true;
        } catch (ResourceLimitException e) {
            fail(e);
            return false;
        }
    }

    /** Where there is one only, its first streams need not wait for an answer; a peer without it has no use for the link. */
    private void negotiateMuxer(Consumer<StreamMuxer> next) {
        if (mayForesee() && terms.muxers().size() == 1) {
            StreamMuxer muxer = terms.muxers().getFirst();
            Negotiation.proposeLazily(channel, muxer.protocol()).addListener(answered -> {
                if (answered.cause() instanceof ProtocolNotSupportedException) {
                    forgetChoice();
                }
            });
            next.accept(muxer);
        } else {
            negotiate(terms.muxers(), StreamMuxer::protocol, next);
        }
    }

    private void multiplex(SecurityUpgrade security, SecuredChannel secured, StreamMuxer muxer) {
        ResourceScope charged = scope;
        if (link.isDone() || charged == null) {
            return;
        }
        MuxerSession session = muxer.start(channel, route.role(), charged);
        scope = null;
        session.closed().addListener(closed -> charged.close());
        SecuredMuxer finished = new SecuredMuxer(secured.peer(), secured.publicKey(), security.protocol().toString(),
                muxer.protocol().toString(), route, session, charged);
        if (mayForesee() && !security.protocol().equals(chosenBefore())) {
            settings.peerStore().setSecurity(secured.peer(), security.protocol());
        }
        if (!link.trySuccess(finished)) {
            session.close();
        }
    }

    private <T> void whenDone(Future<T> step, Consumer<T> next) {
        steps.add(step);
        step.addListener((Future<T> done) -> {
            if (link.isDone()) {
                return;
            }
            try {
                if (done.isSuccess()) {
                    next.accept(done.getNow());
                } else {
                    fail(done.cause());
                }
            } catch (RuntimeException | Error e) {
                fail(e);
            }
        });
    }

    /** Over a link that answers at once a handshake may have failed, and closed it, before anybody has begun to wait for it. */
    private void closed() {
        if (link.isDone()) {
            return;
        }
        try {
            channel.eventLoop().execute(() -> fail(whyClosed()));
        } catch (RejectedExecutionException e) {
            fail(whyClosed());
        }
    }

    private Throwable whyClosed() {
        for (Future<?> step : steps) {
            if (step.cause() != null) {
                return step.cause();
            }
        }
        return new EOFException("the peer closed the connection during " + phases);
    }

    private void fail(Throwable cause) {
        // A refusal may be lost: what was sent behind the proposal makes some peers close at once.
        if (unconfirmed && !link.isDone() && !(cause instanceof SocketTimeoutException)) {
            forgetChoice();
        }
        if (link.tryFailure(cause)) {
            log.debug("no link with {}, ended during {}: {}", route.peer(), phases, cause.toString());
        }
    }

    private void release() {
        if (scope != null) {
            scope.close();
            scope = null;
        }
        channel.close();
    }
}
