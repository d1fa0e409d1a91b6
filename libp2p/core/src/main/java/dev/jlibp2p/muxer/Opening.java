package dev.jlibp2p.muxer;

import io.netty.channel.ChannelHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Promise;

/**
 * A wish for a stream.
 *
 * @param handler added before the stream becomes active
 * @param promise completed by {@link StreamSession}, or failed by whoever cannot open it
 */
public record Opening(ChannelHandler handler, Promise<DuplexChannel> promise) {}
