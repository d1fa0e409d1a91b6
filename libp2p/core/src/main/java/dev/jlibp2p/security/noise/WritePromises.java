package dev.jlibp2p.security.noise;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one promise of those of all writes that end in one record, and allocates only when there are several. */
final class WritePromises implements ChannelFutureListener {

    private final ChannelHandlerContext ctx;

    private @Nullable ChannelPromise first;

    private @Nullable List<ChannelPromise> others;

    WritePromises(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    void add(ChannelPromise promise) {
        if (promise.isVoid()) {
            return;
        }
        if (first == null) {
            first = promise;
            return;
        }
        if (others == null) {
            others = new ArrayList<>();
        }
        others.add(promise);
    }

    /** The promise to write the record with. */
    ChannelPromise merged() {
        ChannelPromise single = first;
        if (single == null) {
            return ctx.voidPromise();
        }
        return others == null ? single : ctx.newPromise().addListener(this);
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        complete(first, written);
        if (others != null) {
            others.forEach(promise -> complete(promise, written));
        }
    }

    private static void complete(@Nullable ChannelPromise promise, ChannelFuture written) {
        if (promise == null) {
            return;
        }
        if (written.isSuccess()) {
            promise.trySuccess();
        } else {
            promise.tryFailure(written.cause());
        }
    }
}
