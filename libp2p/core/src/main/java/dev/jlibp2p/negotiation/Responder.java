package dev.jlibp2p.negotiation;

import dev.jlibp2p.identity.ProtocolId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The end that answers proposals. Takes no further line while the peer does not take the answers. */
final class Responder extends Negotiator {

    static final int MAX_REJECTIONS = 16;

    static final int MAX_LISTINGS = 4;

    private final Promise<ProtocolId> promise;

    private final Predicate<? super ProtocolId> supports;

    private final Supplier<? extends Collection<ProtocolId>> listed;

    private final List<String> rejected = new ArrayList<>(0);

    private int listings;

    private boolean headerSeen;

    Responder(
            Promise<ProtocolId> promise,
            Predicate<? super ProtocolId> supports,
            Supplier<? extends Collection<ProtocolId>> listed) {
        this.promise = promise;
        this.supports = supports;
        this.listed = listed;
    }

    Future<ProtocolId> settled() {
        return promise;
    }

    @Override
    void start(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    boolean mayProceed(ChannelHandlerContext ctx) {
        return ctx.channel().isWritable();
    }

    @Override
    @Nullable
    ProtocolId onLine(ChannelHandlerContext ctx, ByteBuf line) throws IOException {
        if (!headerSeen) {
            if (!Lines.matches(line, Lines.HEADER)) {
                throw new NegotiationException("the peer does not speak multistream-select 1.0: it began with \""
                        + Lines.printable(line) + "\"");
            }
            headerSeen = true;
            write(ctx, Lines.HEADER);
            return null;
        }
        if (Lines.matches(line, Lines.LIST)) {
            list(ctx);
            return null;
        }
        ProtocolId proposal = parse(line);
        if (proposal != null && supports.test(proposal)) {
            write(ctx, Lines.of(proposal));
            return proposal;
        }
        reject(ctx, line);
        return null;
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
    String offers() {
        return "the peer proposed " + rejected + ", we speak " + listed.get();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (negotiating()) {
            fail(ctx, cause);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void list(ChannelHandlerContext ctx) throws NegotiationException {
        if (++listings > MAX_LISTINGS) {
            throw new NegotiationException(
                    "the peer asked for the list of protocols more than " + MAX_LISTINGS + " times");
        }
        ctx.write(Lines.listing(listed.get()));
    }

    private void reject(ChannelHandlerContext ctx, ByteBuf line) throws NegotiationException {
        rejected.add(Lines.printable(line));
        if (rejected.size() > MAX_REJECTIONS) {
            throw new NegotiationException(
                    "the peer made more than " + MAX_REJECTIONS + " proposals that fail; " + offers());
        }
        write(ctx, Lines.NOT_AVAILABLE);
    }

    private void write(ChannelHandlerContext ctx, byte[] line) {
        ctx.write(ctx.alloc().buffer(line.length).writeBytes(line));
    }

    private static @Nullable ProtocolId parse(ByteBuf line) {
        try {
            return ProtocolId.of(Lines.text(line));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
