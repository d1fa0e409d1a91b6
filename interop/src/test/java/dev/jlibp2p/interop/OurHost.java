package dev.jlibp2p.interop;

import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostEvent;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.protocol.perf.Perf;
import dev.jlibp2p.protocol.ping.Ping;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One of our hosts, with what the peers ask for. One test at a time uses it. */
final class OurHost implements AutoCloseable {

    /** Reads to the end, then answers. */
    static final ProtocolId HALF_CLOSE = ProtocolId.of("/test/half-close/1.0.0");

    /** Resets after the first byte. */
    static final ProtocolId RESET = ProtocolId.of("/test/reset/1.0.0");

    /** Echoes and keeps the reset that ends it in {@link #resetsSeen}. */
    static final ProtocolId WATCHED_ECHO = ProtocolId.of("/test/watched-echo/1.0.0");

    private static final long WAIT_SECONDS = 15;

    final Host host;

    final Ping ping = new Ping(new SecureRandom(), Ticker.systemTicker(), Duration.ofSeconds(10));

    final BlockingQueue<StreamResetException> resetsSeen = new LinkedBlockingQueue<>();

    private final BlockingQueue<HostEvent> events = new LinkedBlockingQueue<>();

    private final Set<PeerId> identified = ConcurrentHashMap.newKeySet();

    /** Starts what {@code builder} describes. */
    OurHost(Libp2pBuilder builder) throws IOException {
        this.host = builder.ping(ping)
                .identifyPushInterval(Duration.ofMillis(10))
                .handler(new Echo())
                .service(new Perf())
                .start();
        host.onEvent(this::notice);
        host.handle(HALF_CLOSE, OurHost::answerAfterTheEnd);
        host.handle(RESET, OurHost::resetAfterOneByte);
        host.handle(WATCHED_ECHO, this::watchedEcho);
    }

    /** Whether identify has told us about the peer since it connected. */
    boolean hasIdentified(PeerId peer) {
        return identified.contains(peer);
    }

    /** Looks again after each event of the host. */
    void until(String what, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        try {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new IOException("the host did not have " + what + " within " + WAIT_SECONDS + " s");
                }
                events.poll(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted waiting for " + what, e);
        }
    }

    private void notice(HostEvent event) {
        if (event instanceof HostEvent.PeerIdentified it) {
            identified.add(it.peer());
        } else if (event instanceof HostEvent.PeerDisconnected it) {
            identified.remove(it.peer());
        }
        events.add(event);
    }

    private static void answerAfterTheEnd(Stream stream) throws IOException {
        String request = new String(stream.input().readAllBytes(), StandardCharsets.UTF_8);
        stream.output().write(("answer:" + request).getBytes(StandardCharsets.UTF_8));
    }

    private static void resetAfterOneByte(Stream stream) throws IOException {
        stream.input().readNBytes(1);
        stream.reset(0);
    }

    private void watchedEcho(Stream stream) throws IOException {
        try {
            stream.input().transferTo(stream.output());
        } catch (StreamResetException e) {
            resetsSeen.add(e);
        }
    }

    @Override
    public void close() {
        host.close();
    }
}
