package dev.jlibp2p.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every byte transport does with channels, listeners and dials. The upgrade is a {@link RawUpgrader}. */
public abstract class TransportContract {

    /** Seconds, of which a busy machine may need many. */
    private static final long PATIENCE = 30;

    private static final PeerId PEER = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();

    protected final EventLoops loops = new EventLoops(1);

    private final RawUpgrader dialling = new RawUpgrader(PEER);

    private final RawUpgrader accepting = new RawUpgrader(PEER);

    private final BlockingQueue<SecuredMuxer> accepted = new LinkedBlockingQueue<>();

    protected abstract Transport transport();

    /** An address to listen on that leaves the choice of a free one to the transport. */
    protected abstract Multiaddr anywhere();

    /** Whether a dial has reached its peer when its upgrade begins. */
    protected boolean reachesBeforeUpgrade() {
        return true;
    }

    @AfterEach
    void end() throws InterruptedException {
        assertThat(transport().close().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        loops.close();
    }

    @Test
    void bytesGoBothWays() throws Exception {
        Listener listener = listen(anywhere());
        SecuredMuxer client = await(dial(listener.address()));
        SecuredMuxer server = next(accepted);

        RawUpgrader.send(client, "ping");
        assertThat(RawUpgrader.receive(server, 4)).isEqualTo("ping");
        RawUpgrader.send(server, "pong");
        assertThat(RawUpgrader.receive(client, 4)).isEqualTo("pong");
    }

    @Test
    void bothEndsKnowTheirRoute() throws Exception {
        Listener listener = listen(anywhere());
        SecuredMuxer client = await(dial(listener.address()));
        SecuredMuxer server = next(accepted);

        assertThat(client.route().role()).isEqualTo(Role.INITIATOR);
        assertThat(client.route().peer()).isEqualTo(listener.address());
        assertThat(client.route().transport()).isEqualTo(transport().name());
        assertThat(server.route().role()).isEqualTo(Role.RESPONDER);
        assertThat(server.route().local()).isEqualTo(listener.address());
        assertThat(server.route().peer()).isEqualTo(client.route().local());
    }

    @Test
    void theEndOfOneSideIsSeenByTheOther() throws Exception {
        Listener listener = listen(anywhere());
        SecuredMuxer client = await(dial(listener.address()));
        SecuredMuxer server = next(accepted);
        client.session().close();

        assertThat(server.session().closed().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPeerIdBehindTheAddressChangesNothing() throws Exception {
        Multiaddr address = listen(PEER.addTo(anywhere())).address();

        assertThat(transport().handles(PEER.addTo(address))).isTrue();
        assertThat(await(dial(PEER.addTo(address)))).isNotNull();
        assertThat(await(dial(address))).isNotNull();
    }

    @Test
    void aDialToNobodyNamesTheAddress() throws Exception {
        Listener listener = listen(anywhere());
        listener.close().await(PATIENCE, TimeUnit.SECONDS);
        Future<SecuredMuxer> dial = dial(listener.address());

        assertThat(dial.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(dial.cause()).isInstanceOf(IOException.class).hasMessageContaining(listener.address().toString());
        for (Channel channel : dialling.channels()) {
            assertThat(channel.closeFuture().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void cancellingADialInItsUpgradeClosesTheChannel() throws Exception {
        Listener listener = listen(anywhere());
        dialling.stall();
        Future<SecuredMuxer> dial = dial(listener.address());
        Channel channel = next(dialling.channels());
        dial.cancel(false);

        assertThat(channel.closeFuture().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        if (reachesBeforeUpgrade()) {
            assertThat(next(accepted).session().closed().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void cancellingADialAtOnceLeavesNoChannel() throws Exception {
        Listener listener = listen(anywhere());
        for (int i = 0; i < 20; i++) {
            Future<SecuredMuxer> dial = dial(listener.address());
            if (!dial.cancel(false)) {
                // It was there first, and is ours to close.
                await(dial).session().close();
            }
        }
        for (Channel channel = another(); channel != null; channel = another()) {
            assertThat(channel.closeFuture().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void anUpgraderThatThrowsLeavesNoChannel() throws Exception {
        Listener listener = listen(anywhere());
        accepting.fail();
        Future<SecuredMuxer> refused = dial(listener.address());
        assertThat(refused.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        if (refused.isSuccess()) {
            assertThat(refused.getNow().session().closed().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        }

        dialling.fail();
        Future<SecuredMuxer> dial = dial(listener.address());
        assertThat(dial.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(dial.cause()).isInstanceOf(IOException.class);
    }

    @Test
    void aListenerThatClosesKeepsItsConnections() throws Exception {
        Listener listener = listen(anywhere());
        SecuredMuxer client = await(dial(listener.address()));
        SecuredMuxer server = next(accepted);
        assertThat(listener.close().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.close().await(PATIENCE, TimeUnit.SECONDS)).isTrue();

        RawUpgrader.send(client, "still here");
        assertThat(RawUpgrader.receive(server, 10)).isEqualTo("still here");
    }

    @Test
    void aTakenAddressIsRefusedByName() throws Exception {
        Multiaddr taken = listen(anywhere()).address();
        Future<Listener> second = transport().listen(taken, new ListenContext(accepting, accepted::add));

        assertThat(second.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(second.cause()).isInstanceOf(IOException.class).hasMessageContaining(taken.toString());
    }

    @Test
    void aDialOnEndedLoopsFails() throws Exception {
        Transport transport = transport();
        Multiaddr address = listen(anywhere()).address();
        assertThat(transport.close().await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        loops.close();
        Future<SecuredMuxer> dial = transport.dial(address, context());

        assertThat(dial.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(dial.cause()).isInstanceOf(IOException.class);
    }

    protected final Listener listen(Multiaddr address) throws InterruptedException {
        return await(transport().listen(address, new ListenContext(accepting, accepted::add)));
    }

    protected final Future<SecuredMuxer> dial(Multiaddr address) {
        return transport().dial(address, context());
    }

    protected static <T> T await(Future<T> future) throws InterruptedException {
        assertThat(future.await(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(future.cause()).isNull();
        return future.getNow();
    }

    protected final DialContext context() {
        return new DialContext(dialling, null, Role.INITIATOR, Duration.ofSeconds(2));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(PATIENCE, TimeUnit.SECONDS), "nothing came");
    }

    /** The next channel that got as far as the upgrade, or null when no other will. */
    private @Nullable Channel another() throws InterruptedException {
        return dialling.channels().poll(50, TimeUnit.MILLISECONDS);
    }
}
