package dev.jlibp2p.spring.test;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.memory.MemoryLinks;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the nodes of a network: every link dialled by one of them passes here, on one event loop. Loss is what it
 * is to TCP: no byte is missing in the end, but it comes late, as does all behind it.
 */
final class Wire implements AutoCloseable {

    /** The delay of what never arrives. */
    static final long LOST = -1;

    /** Nanoseconds after a round trip before something is sent again; each further time takes twice as long. */
    private static final long RETRANSMISSION_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(200);

    /** Losses in a row after which a sender gives up. */
    private static final int ATTEMPTS = 6;

    private static final AtomicLong NEXT_NAME = new AtomicLong();

    private final LocalAddress entry = new LocalAddress("libp2p-wire-" + NEXT_NAME.getAndIncrement());

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1,
            new DefaultThreadFactory("libp2p-test-network", true), LocalIoHandler.newFactory());

    private final EventLoop loop = loops.next();

    private final Map<LocalAddress, Link> links = new ConcurrentHashMap<>();

    private final Weather weather;

    private final RandomGenerator random;

    private final Function<? super Multiaddr, Optional<PeerId>> owners;

    /**
     * A wire in use at once.
     *
     * @param random used on the wire's event loop alone
     * @param owners who listens on an address
     */
    Wire(Weather weather, RandomGenerator random, Function<? super Multiaddr, Optional<PeerId>> owners) {
        this.weather = weather;
        this.random = random;
        this.owners = owners;
        new ServerBootstrap().group(loops).channel(LocalServerChannel.class).childHandler(new ChannelInitializer<>() {

            @Override
            protected void initChannel(Channel channel) {
                Link link = links.get(channel.remoteAddress());
                if (link == null) {
                    channel.close();
                } else {
                    link.attach(channel);
                }
            }
        }).bind(entry).syncUninterruptibly();
    }

    /** The links that a node dials. */
    MemoryLinks from(PeerId node) {
        return (bootstrap, address, context) -> connect(node, bootstrap, address, context);
    }

    EventLoop loop() {
        return loop;
    }

    boolean parts(PeerId from, @Nullable PeerId to) {
        return weather.parts(from, to);
    }

    long latency(PeerId from, @Nullable PeerId to) {
        return weather.between(from, to).latency().toNanos();
    }

    /** Nanoseconds that what is sent now takes, or {@link #LOST}. */
    long delay(PeerId from, @Nullable PeerId to) {
        LinkConditions conditions = weather.between(from, to);
        long latency = conditions.latency().toNanos();
        long delay = latency;
        long timeout = RETRANSMISSION_TIMEOUT + 2 * latency;
        for (int attempt = 1; random.nextDouble() < conditions.loss(); attempt++) {
            if (attempt == ATTEMPTS) {
                return LOST;
            }
            delay += timeout;
            timeout *= 2;
        }
        return delay;
    }

    void forget(Link link) {
        links.values().remove(link);
    }

    /** Lets links act on changed weather. */
    void weatherChanged() {
        forEach(Link::weatherChanged);
    }

    void breakLinks(PeerId one, PeerId other) {
        forEach(link -> {
            if (link.joins(one, other)) {
                link.breakOff();
            }
        });
    }

    /** Whatever is on its way arrives now. */
    void hurry() {
        forEach(Link::hurry);
    }

    /** Links that have not ended at both nodes. */
    int openLinks() {
        return links.size();
    }

    @Override
    public void close() {
        forEach(Link::breakOff);
        loops.shutdownGracefully(50, 2_000, TimeUnit.MILLISECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }

    /** Returns when it is done, so that a test goes on in the weather it asked for. */
    private void forEach(Consumer<Link> action) {
        loop.submit(() -> links.values().forEach(action)).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }

    private ChannelFuture connect(PeerId from, Bootstrap bootstrap, Multiaddr address, DialContext context) {
        PeerId to = context.expectedPeer() == null ? owners.apply(address).orElse(null) : context.expectedPeer();
        LocalAddress name = new LocalAddress("libp2p-link-" + NEXT_NAME.getAndIncrement());
        Link link = new Link(this, from, to, address);
        links.put(name, link);
        return bootstrap.handler(new Reaching(link, loop)).connect(entry, name);
    }
}
