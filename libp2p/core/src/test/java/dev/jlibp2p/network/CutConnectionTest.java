package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2pBuilder;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.HostEvent.ConnectionClosed;
import dev.jlibp2p.host.HostEvent.ConnectionOpened;
import dev.jlibp2p.host.HostPair;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.ForwardingUpgrader;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.Upgrader;
import dev.jlibp2p.transport.memory.MemoryTransport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** M9: a connection cut after any number of bytes ends everything on it, once, and says why. */
class CutConnectionTest {

    private static final ProtocolId ECHO = Echo.PROTOCOL;

    /** Through negotiation, handshake, the first streams, and into their data. */
    private static final int LAST = 2_400;

    private static final int STEP = 13;

    private final AtomicInteger allowed = new AtomicInteger();

    private final Map<Stream, AtomicInteger> ends = new ConcurrentHashMap<>();

    private final Queue<ConnectionClosed> closed = new ConcurrentLinkedQueue<>();

    private final AtomicInteger opened = new AtomicInteger();

    @Test
    void everyStreamEndsOnceAndEveryConnectionSaysWhy() throws Exception {
        try (HostPair pair = HostPair.inMemory(this::cutting)) {
            watch(pair.client());
            watch(pair.server());
            pair.server().handle(ECHO, this::echo);
            int echoes = 0;
            for (int bytes = 0; bytes <= LAST; bytes += STEP) {
                allowed.set(bytes);
                echoes += useUntilCut(pair) ? 1 : 0;
                awaitNothing(pair);
            }
            assertThat(echoes).as("cuts late enough for an echo").isBetween(10, LAST / STEP - 10);
            assertThat(ends.values()).isNotEmpty().allMatch(count -> count.get() == 1);
            Baseline.await(() -> closed.size() == opened.get(),
                    () -> opened.get() + " connections opened and " + closed.size() + " closed");
            assertThat(closed).isNotEmpty().allMatch(event -> !event.connection().closeReason().isBlank());
        }
    }

    private Libp2pBuilder cutting(Libp2pBuilder builder) {
        return builder.transports(List.of(context -> new CuttingTransport(context.loops(), allowed)));
    }

    private void watch(Host host) {
        host.onEvent(event -> {
            if (event instanceof ConnectionOpened) {
                opened.incrementAndGet();
            } else if (event instanceof ConnectionClosed end) {
                closed.add(end);
            }
        });
    }

    /** Whether anything was answered before the end. */
    private static boolean useUntilCut(HostPair pair) {
        boolean any = false;
        try {
            Connection connection = pair.connect();
            while (true) {
                try (Stream stream = connection.open(ECHO)) {
                    stream.deadline(Duration.ofSeconds(10));
                    stream.output().write(new byte[200]);
                    stream.output().close();
                    any |= stream.input().readAllBytes().length == 200;
                }
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("a stream hangs on a cut connection", e);
        } catch (IOException cut) {
            return any;
        }
    }

    private void echo(Stream stream) throws IOException {
        stream.channel()
                .closeFuture()
                .addListener(end -> ends.computeIfAbsent(stream, first -> new AtomicInteger()).incrementAndGet());
        stream.input().transferTo(stream.output());
    }

    private static void awaitNothing(HostPair pair) {
        for (Host host : List.of(pair.client(), pair.server())) {
            var system = host.network().resources().system();
            Baseline.await(() -> system.connections() == 0 && system.streams() == 0 && system.memory() == 0
                    && host.connections().isEmpty(),
                    () -> host + " has " + system.connections() + " links, " + system.streams() + " streams");
        }
    }

    /** Memory links whose dialling end closes after so many bytes received. */
    private static final class CuttingTransport implements Transport {

        private final Transport memory;

        private final AtomicInteger allowed;

        CuttingTransport(EventLoops loops, AtomicInteger allowed) {
            this.memory = new MemoryTransport(loops.memory());
            this.allowed = allowed;
        }

        @Override
        public String name() {
            return memory.name();
        }

        @Override
        public boolean handles(Multiaddr address) {
            return memory.handles(address);
        }

        @Override
        public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
            Upgrader cutting = new ForwardingUpgrader(context.upgrader()) {
                @Override
                public Future<SecuredMuxer> upgrade(Channel channel, Route route, @Nullable PeerId expectedPeer) {
                    channel.pipeline().addFirst(new Cut(allowed.get()));
                    return super.upgrade(channel, route, expectedPeer);
                }
            };
            return memory.dial(address,
                    new DialContext(cutting, context.expectedPeer(), context.role(), context.connectTimeout()));
        }

        @Override
        public Future<Listener> listen(Multiaddr address, ListenContext context) {
            return memory.listen(address, context);
        }
    }

    /** Lets so many bytes in and closes the channel. */
    private static final class Cut extends ChannelInboundHandlerAdapter {

        private int left;

        Cut(int left) {
            this.left = left;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (bytes.readableBytes() <= left) {
                left -= bytes.readableBytes();
                ctx.fireChannelRead(bytes);
                return;
            }
            ByteBuf last = bytes.readRetainedSlice(left);
            left = 0;
            bytes.release();
            ctx.fireChannelRead(last);
            ctx.close();
        }
    }
}
