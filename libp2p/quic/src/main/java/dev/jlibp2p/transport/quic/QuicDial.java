package dev.jlibp2p.transport.quic;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.DialContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicConnectionAddress;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One dial of one address from a port, which it uses until its connection has ended. On the loop of the port. */
final class QuicDial extends ChannelInitializer<QuicChannel> {

    /** Late packets of a dial that has ended would look like a stranger's before that. */
    private static final long FORGET_AFTER_SECONDS = 5;

    private final QuicPort port;

    private final QuicParts parts;

    private final Multiaddr address;

    private final DialContext context;

    private final Promise<SecuredMuxer> link;

    private final byte[] id;

    private @Nullable QuicSession session;

    /** The port is acquired for it. */
    QuicDial(QuicPort port, QuicParts parts, Multiaddr address, DialContext context, Promise<SecuredMuxer> link) {
        this.port = port;
        this.parts = parts;
        this.address = address;
        this.context = context;
        this.link = link;
        this.id = parts.newId();
    }

    void start(InetSocketAddress peer) {
        port.demultiplexer().dialling(PortDemultiplexer.key(id));
        QuicChannelBootstrap bootstrap = QuicChannel.newBootstrap(port.socket())
                .handler(this)
                .streamHandler(QuicParts.NO_STREAMS)
                .remoteAddress(peer)
                .localConnectionAddress(new QuicConnectionAddress(id));
        parts.options(bootstrap, context.connectTimeout());
        bootstrap.connect().addListener(connected -> {
            if (!connected.isSuccess()) {
                failed(connected.cause());
            }
        });
        // Not before the attempt: the library forgets to free a connection that is closed when it is attempted.
        port.eventLoop().execute(this::upgrade);
    }

    /** Before the first packet leaves. */
    @Override
    protected void initChannel(QuicChannel connection) {
        QuicTls.expect(connection, context.expectedPeer());
        session = port.session(connection, port.route(context.role(), QuicTransport.socketAddress(address)));
        connection.closeFuture().addListener(end -> ended());
    }

    private void upgrade() {
        QuicSession begun = session;
        if (begun == null) {
            // There was no connection at all, which the connect attempt tells.
            return;
        }
        link.addListener(done -> {
            if (!done.isSuccess()) {
                begun.channel().close();
            }
        });
        QuicPort.upgrade(context.upgrader(), begun, context.expectedPeer())
                .addListener((Future<SecuredMuxer> done) -> {
                    if (!done.isSuccess()) {
                        link.tryFailure(done.cause());
                    } else {
                        begun.keepAlive(parts.config().limits().keepAlive());
                        if (!link.trySuccess(done.getNow())) {
                            done.getNow().session().close();
                        }
                    }
                });
    }

    private void failed(Throwable cause) {
        QuicSession begun = session;
        if (begun == null) {
            link.tryFailure(new IOException("cannot reach " + address + ": " + cause.getMessage(), cause));
            ended();
            port.release();
        } else {
            begun.handshake().failed(cause);
            begun.channel().close();
        }
    }

    private void ended() {
        long key = PortDemultiplexer.key(id);
        if (!port.eventLoop().isShuttingDown()) {
            port.eventLoop()
                    .schedule(() -> port.demultiplexer().forget(key), FORGET_AFTER_SECONDS, TimeUnit.SECONDS);
        }
    }
}
