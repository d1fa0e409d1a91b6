package dev.jlibp2p.transport.memory;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.transport.DialContext;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.local.LocalAddress;

/**
 * The way of a dialled link to the node that listens: straight by default, or through something between the two that delays,
 * holds or breaks what passes. Called on any thread, by many dials at once; nothing here may block.
 */
@FunctionalInterface
public interface MemoryLinks {

    /** Nothing between: bytes arrive at once and none is lost. */
    MemoryLinks STRAIGHT = (bootstrap, address, context) -> bootstrap.connect(listener(address));

    /**
     * Connects a channel. Cancelling or losing the dial closes it; the handler of the bootstrap does nothing and may be
     * replaced.
     *
     * @param bootstrap knows everything but where to connect, and is used for this dial alone
     * @param address what is dialled, which may end with a peer id
     */
    ChannelFuture connect(Bootstrap bootstrap, Multiaddr address, DialContext context);

    /** Where the channel of the node is bound that listens on {@code address}; a peer id behind it changes nothing. */
    static LocalAddress listener(Multiaddr address) {
        return new LocalAddress("libp2p-" + address.withoutPeer());
    }
}
