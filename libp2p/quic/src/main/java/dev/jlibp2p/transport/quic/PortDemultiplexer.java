package dev.jlibp2p.transport.quic;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares one UDP port between what dials, what listens and what is not QUIC at all. Stands before the codecs of both: a codec
 * swallows every datagram it gets. A packet belongs to a dial when its destination is an id we chose for one; else it is the
 * listener's. On the event loop of the port.
 */
final class PortDemultiplexer extends ChannelInboundHandlerAdapter {

    /** Of our ids, as the codecs have it by default. */
    static final int ID_BYTES = 20;

    private static final Logger log = LoggerFactory.getLogger(PortDemultiplexer.class);

    private static final int LONG_HEADER = 0x80;

    /** Set in every QUIC v1 packet; what has it not is not QUIC. */
    private static final int FIXED_BIT = 0x40;

    private static final int TYPE = 0x30;

    private static final int VERSION = 1;

    private static final int ID_LENGTH = 5;

    private static final int SHORTEST_FIRST_ID = 8;

    private final ChannelHandler server;

    private final ChannelHandler client;

    private final InitialGate gate;

    private final Runnable gone;

    private final Set<Long> dialled = new HashSet<>();

    private @Nullable Consumer<? super DatagramPacket> rawReceiver;

    private @Nullable ChannelHandlerContext context;

    private @Nullable ChannelHandlerContext serverContext;

    private boolean accepting;

    /** What has to be done before the codecs send. */
    private final Queue<Runnable> due = new ArrayDeque<>();

    private boolean toServer;

    private boolean toClient;

    private long initial;

    PortDemultiplexer(ChannelHandler server, ChannelHandler client, InitialGate gate, Runnable gone) {
        this.gone = gone;
        this.server = server;
        this.client = client;
        this.gate = gate;
    }

    /** Whether strangers are answered. */
    void accepting(boolean now) {
        accepting = now;
    }

    /** From now on packets to this id are a dial's. */
    void dialling(long id) {
        dialled.add(id);
    }

    /** Late packets to this id are nobody's from now on. */
    void forget(long id) {
        dialled.remove(id);
    }

    int dials() {
        return dialled.size();
    }

    /** The id the Initial came to that is being handled now. */
    long currentInitial() {
        return initial;
    }

    /** Takes datagrams that are not QUIC, on the loop; does not own them. */
    void rawReceiver(Consumer<? super DatagramPacket> receiver) {
        rawReceiver = receiver;
    }

    /** On the loop: runs the task once all that arrived at once was handed on, and before the answers to it leave together. */
    void afterReads(Runnable task) {
        if (toServer || toClient) {
            due.add(task);
        } else {
            behind(serverContext).executor().execute(task);
        }
    }

    /** Sends past both codecs. What begins with a byte below 0x40 no QUIC endpoint takes for its own. */
    Future<Void> send(DatagramPacket packet) {
        ChannelHandlerContext own = context;
        if (own == null) {
            packet.release();
            throw new IllegalStateException("the port is not open");
        }
        return own.writeAndFlush(packet);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        ChannelPipeline pipeline = added.pipeline();
        pipeline.addLast(server, client);
        serverContext = pipeline.context(server);
    }

    /** The last of the port: both codecs have given back their memory. */
    @Override
    public void handlerRemoved(ChannelHandlerContext removed) {
        gone.run();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        ByteBuf bytes = packet.content();
        int first = bytes.isReadable() ? bytes.getByte(bytes.readerIndex()) : 0;
        if ((first & FIXED_BIT) == 0 && !isVersionNegotiation(first, bytes)) {
            raw(packet);
        } else if (isDials(first, bytes)) {
            toClient = true;
            behind(serverContext).fireChannelRead(packet);
        } else if (isListeners(first, packet)) {
            toServer = true;
            ctx.fireChannelRead(packet);
        } else {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        for (Runnable task = due.poll(); task != null; task = due.poll()) {
            task.run();
        }
        if (toServer) {
            toServer = false;
            ctx.fireChannelReadComplete();
        }
        if (toClient) {
            toClient = false;
            behind(serverContext).fireChannelReadComplete();
        }
    }

    /** A socket tells what an earlier datagram met on its way; those it concerns have deadlines. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("UDP port {}: {}", ctx.channel().localAddress(), cause.toString());
    }

    private void raw(DatagramPacket packet) {
        try {
            Consumer<? super DatagramPacket> receiver = rawReceiver;
            if (receiver != null) {
                receiver.accept(packet);
            }
        } finally {
            packet.release();
        }
    }

    private static boolean isVersionNegotiation(int first, ByteBuf bytes) {
        return (first & LONG_HEADER) != 0 && bytes.readableBytes() > ID_LENGTH
                && bytes.getInt(bytes.readerIndex() + 1) == 0;
    }

    private boolean isDials(int first, ByteBuf bytes) {
        int start = bytes.readerIndex() + ((first & LONG_HEADER) == 0 ? 1 : ID_LENGTH + 1);
        return bytes.writerIndex() - start >= Long.BYTES && dialled.contains(bytes.getLong(start));
    }

    /** Drops what cannot be of a connection and may not begin one, before anything is built for it. */
    private boolean isListeners(int first, DatagramPacket packet) {
        ByteBuf bytes = packet.content();
        int size = bytes.readableBytes();
        if ((first & LONG_HEADER) == 0) {
            return size > ID_BYTES;
        }
        if (size <= ID_LENGTH + 1) {
            return false;
        }
        int version = bytes.getInt(bytes.readerIndex() + 1);
        if (version == VERSION && (first & TYPE) != 0) {
            return true;
        }
        return version != 0 && beginsWell(packet);
    }

    private boolean beginsWell(DatagramPacket packet) {
        ByteBuf bytes = packet.content();
        int start = bytes.readerIndex() + ID_LENGTH;
        if (!accepting || bytes.readableBytes() < QuicConfig.SMALLEST_DATAGRAM
                || bytes.getByte(start) < SHORTEST_FIRST_ID) {
            gate.malformed();
            return false;
        }
        initial = bytes.getLong(start + 1);
        return gate.admits(initial, packet.sender().getAddress());
    }

    private static ChannelHandlerContext behind(@Nullable ChannelHandlerContext codec) {
        if (codec == null) {
            throw new IllegalStateException("no codec in the pipeline");
        }
        return codec;
    }

    /** The first bytes of an id as the key of the sets here: the codecs compare whole ids. */
    static long key(byte[] id) {
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << 8 | id[i] & 0xff;
        }
        return key;
    }
}
