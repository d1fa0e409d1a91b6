package dev.jlibp2p.negotiation;

import dev.jlibp2p.identity.ProtocolId;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;

/**
 * Proposes in the same flight as the application's first bytes. From that flush on it reads the confirmation by itself, so a
 * refusal is noticed on a stream that is only written to as well.
 */
final class LazyInitiator extends Initiator {

    private final Promise<ProtocolId> promise;

    private boolean flushed;

    LazyInitiator(Promise<ProtocolId> promise, ProtocolId protocol) {
        super(List.of(protocol));
        this.promise = promise;
    }

    Future<ProtocolId> confirmed() {
        return promise;
    }

    @Override
    void start(ChannelHandlerContext ctx) {
        writeFirstFlight(ctx);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        if (!flushed && negotiating()) {
            flushed = true;
            ctx.read();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (!flushed && negotiating()) {
            flush(ctx);
        }
        super.read(ctx);
    }

    @Override
    void onSettled(ChannelHandlerContext ctx, ProtocolId protocol) {
        // Later handlers are there already: the wait for a read of theirs is Negotiator's.
        promise.trySuccess(protocol);
    }

    @Override
    void onFailed(ChannelHandlerContext ctx, Throwable cause) {
        promise.tryFailure(cause);
        ctx.fireExceptionCaught(cause);
        ctx.close();
    }
}
