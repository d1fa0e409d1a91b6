package dev.jlibp2p.network;

import dev.jlibp2p.gate.GatedException;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where every link of a node comes in: gater and limits decide on its addresses, before anything is read from it. */
final class Entrance {

    private static final AttributeKey<Admitted> ADMITTED = AttributeKey.valueOf(Entrance.class, "admitted");

    private final NetworkSettings settings;

    Entrance(NetworkSettings settings) {
        this.settings = settings;
    }

    /** An accepted channel on its way to its upgrade, which owns what it is charged for; closing it is the end of both. */
    private static final class Admitted {

        private final Channel channel;

        private volatile @Nullable Consumer<? super ResourceLimitException> upgrade;

        private Multiaddr peer;

        private @Nullable ResourceScope scope;

        Admitted(Channel channel, Multiaddr peer) {
            this.channel = channel;
            this.peer = peer;
        }

        /** A newer link needs the place. */
        void giveUp(ResourceLimitException cause) {
            Consumer<? super ResourceLimitException> told = upgrade;
            if (told == null) {
                channel.close();
            } else {
                told.accept(cause);
            }
        }
    }

    /** See {@link dev.jlibp2p.transport.Upgrader#admit}. */
    void admit(Channel channel, Route route) throws IOException {
        if (route.role() == Role.INITIATOR) {
            return;
        }
        Admitted before = channel.attr(ADMITTED).get();
        if (before != null) {
            passAgain(before, route);
            return;
        }
        Admitted admitted = new Admitted(channel, route.peer());
        admitted.scope = accept(route, admitted::giveUp);
        channel.attr(ADMITTED).set(admitted);
        channel.closeFuture().addListener(closed -> {
            ResourceScope left = admitted.scope;
            if (left != null) {
                left.close();
            }
        });
    }

    /**
     * The scope of a link whose upgrade begins, which owns it from here on.
     *
     * @param givenUp called at most once, on any thread, when a newer link needs the place of this one
     */
    ResourceScope enter(Channel channel, Route route, Consumer<? super ResourceLimitException> givenUp)
            throws IOException {
        if (route.role() == Role.INITIATOR) {
            return settings.resources().openConnection(false);
        }
        Admitted admitted = channel.attr(ADMITTED).get();
        if (admitted == null || admitted.scope == null) {
            return accept(route, givenUp);
        }
        passAgain(admitted, route);
        channel.attr(ADMITTED).set(null);
        ResourceScope scope = admitted.scope;
        admitted.scope = null;
        admitted.upgrade = givenUp;
        return scope;
    }

    private ResourceScope accept(Route route, Consumer<? super ResourceLimitException> givenUp) throws IOException {
        pass(route);
        InetAddress from = route.peer().socketAddress().map(InetSocketAddress::getAddress).orElse(null);
        return settings.resources().accept(from, givenUp);
    }

    /** On a port that transports share the address is known to its end only when the peer has said what it wants. */
    private void passAgain(Admitted admitted, Route route) throws GatedException {
        if (!admitted.peer.equals(route.peer())) {
            pass(route);
            admitted.peer = route.peer();
        }
    }

    private void pass(Route route) throws GatedException {
        if (!settings.gater().admitsAccept(route.local(), route.peer())) {
            settings.resources().refusals().add(Refusal.GATER_ACCEPT);
            throw new GatedException("the gater refuses connections from " + route.peer());
        }
    }
}
