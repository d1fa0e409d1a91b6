package dev.jlibp2p.transport.memory;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Component;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.multiformats.Protocol;
import dev.jlibp2p.muxer.Route;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.ByteLink;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.EventLoops;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalServerChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Links within one process: {@code /memory/<number>}, without any socket. Numbers are shared by the whole process;
 * listening on {@code /memory/0} takes a free one. The dialling end of a link has the address {@code /memory/0}.
 */
public final class MemoryTransport implements Transport {

    private static final String NAME = "memory";

    /** Far from the small numbers people choose. */
    private static final AtomicLong NEXT_FREE = new AtomicLong(1L << 40);

    private final EventLoopGroup loops;

    private final MemoryLinks links;

    /** Runs on loops with a {@link io.netty.channel.local.LocalIoHandler}; its links are straight. */
    public MemoryTransport(EventLoopGroup loops) {
        this(loops, MemoryLinks.STRAIGHT);
    }

    /** Same with a say in how the links it dials get to the other node, and what befalls their bytes. */
    public MemoryTransport(EventLoopGroup loops, MemoryLinks links) {
        this.loops = loops;
        this.links = links;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean handles(Multiaddr address) {
        List<Component> parts = address.withoutPeer().components();
        return parts.size() == 1 && parts.get(0).protocol() == Protocol.MEMORY;
    }

    @Override
    public boolean isProtectable() {
        return true;
    }

    @Override
    public Future<SecuredMuxer> dial(Multiaddr address, DialContext context) {
        Bootstrap bootstrap = new Bootstrap().group(loops)
                .option(ChannelOption.ALLOCATOR, EventLoops.ALLOCATOR)
                .channel(LocalChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(context.connectTimeout().toMillis()))
                .handler(new ChannelInboundHandlerAdapter());
        return ByteLink.dialled(links.connect(bootstrap, address, context), address, context,
                channel -> route(context.role(), Multiaddr.of("/memory/0"), address.withoutPeer()));
    }

    @Override
    public Future<Listener> listen(Multiaddr address, ListenContext context) {
        Multiaddr bound = address.withoutPeer().toString().equals("/memory/0")
                ? Multiaddr.of("/memory/" + NEXT_FREE.getAndIncrement())
                : address.withoutPeer();
        Promise<Listener> listening = loops.next().newPromise();
        ChannelFuture bind = new ServerBootstrap().group(loops)
                .childOption(ChannelOption.ALLOCATOR, EventLoops.ALLOCATOR)
                .channel(LocalServerChannel.class)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(
                        ByteLink.accepting(context, channel -> route(Role.RESPONDER, bound, Multiaddr.of("/memory/0"))))
                .bind(MemoryLinks.listener(bound));
        bind.addListener(done -> {
            if (done.isSuccess()) {
                listening.setSuccess(new MemoryListener(bound, bind.channel()));
            } else {
                listening.setFailure(
                        new IOException("cannot listen on " + address + ": the number is taken", done.cause()));
            }
        });
        return listening;
    }

    private static Route route(Role role, Multiaddr local, Multiaddr peer) {
        return new Route(NAME, role, local, peer, false);
    }

    private record MemoryListener(Multiaddr address, Channel channel) implements Listener {

        @Override
        public Future<Void> close() {
            return channel.close();
        }
    }
}
