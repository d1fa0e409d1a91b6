package dev.jlibp2p.negotiation;

import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.identity.ProtocolId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The end that proposes: expects the header, then for each proposal its echo or {@code na}. */
abstract class Initiator extends Negotiator {

    private final List<ProtocolId> protocols;

    private int proposed;

    private boolean headerSeen;

    Initiator(List<ProtocolId> protocols) {
        this.protocols = protocols;
    }

    /** Writes header and first proposal in one piece. */
    final void writeFirstFlight(ChannelHandlerContext ctx) {
        byte[] proposal = Lines.of(protocols.get(proposed));
        ByteBuf flight = ctx.alloc().buffer(Lines.HEADER.length + proposal.length);
        write(ctx, flight.writeBytes(Lines.HEADER).writeBytes(proposal));
    }

    @Override
    final @Nullable ProtocolId onLine(ChannelHandlerContext ctx, ByteBuf line) throws IOException {
        if (!headerSeen) {
            if (!Lines.matches(line, Lines.HEADER)) {
                throw new NegotiationException("the peer does not speak multistream-select 1.0: it answered \""
                        + Lines.printable(line) + "\" to the header; " + offers());
            }
            headerSeen = true;
            return null;
        }
        ProtocolId proposal = protocols.get(proposed);
        if (Lines.matches(line, Lines.of(proposal))) {
            return proposal;
        }
        if (!Lines.matches(line, Lines.NOT_AVAILABLE)) {
            throw new NegotiationException(
                    "the peer answered \"" + Lines.printable(line) + "\" to the proposal " + proposal
                            + "; expected the same or na");
        }
        if (++proposed == protocols.size()) {
            throw new ProtocolNotSupportedException(protocols);
        }
        byte[] next = Lines.of(protocols.get(proposed));
        write(ctx, ctx.alloc().buffer(next.length).writeBytes(next));
        return null;
    }

    @Override
    final String offers() {
        return "we proposed " + protocols;
    }

    private void write(ChannelHandlerContext ctx, ByteBuf line) {
        ctx.write(line).addListener(written -> {
            if (!written.isSuccess()) {
                fail(ctx, written.cause());
            }
        });
    }
}
