package dev.jlibp2p.negotiation;

import dev.jlibp2p.identity.ProtocolId;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.List;

/** Proposes at once and reports the outcome. */
final class EagerInitiator extends Initiator {

    private final Promise<ProtocolId> promise;

    EagerInitiator(Promise<ProtocolId> promise, List<ProtocolId> protocols) {
        super(protocols);
        this.promise = promise;
    }

    Future<ProtocolId> settled() {
        return promise;
    }

    @Override
    void start(ChannelHandlerContext ctx) {
        writeFirstFlight(ctx);
        ctx.flush();
        ctx.read();
    }

    @Override
    void onSettled(ChannelHandlerContext ctx, ProtocolId protocol) {
        promise.trySuccess(protocol);
    }

    @Override
    void onFailed(ChannelHandlerContext ctx, Throwable cause) {
        promise.tryFailure(cause);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (negotiating()) {
            fail(ctx, cause);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }
}
