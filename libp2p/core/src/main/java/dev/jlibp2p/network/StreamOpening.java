package dev.jlibp2p.network;

import dev.jlibp2p.connection.ChannelStreamHandler;
import dev.jlibp2p.connection.LogContext;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.muxer.AbstractStreamChannel;
import dev.jlibp2p.negotiation.Negotiation;
import dev.jlibp2p.negotiation.NegotiationException;
import dev.jlibp2p.network.StreamHandlers.Entry;
import dev.jlibp2p.network.StreamHandlers.OnLoop;
import dev.jlibp2p.network.StreamHandlers.OnVirtualThread;
import dev.jlibp2p.resource.LogBudget;
import dev.jlibp2p.resource.Refusal;
import dev.jlibp2p.resource.ResourceLimitException;
import dev.jlibp2p.resource.ResourceScope;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles the protocol of every stream, in both directions, and hands it to whoever speaks it. */
final class StreamOpening {

    private static final Logger log = LoggerFactory.getLogger(StreamOpening.class);

    private final NetworkSettings settings;

    private final HandlerThreads threads;

    private final Listeners listeners;

    private final TrafficHandlers traffic;

    private final LogBudget warnings;

    StreamOpening(NetworkSettings settings, HandlerThreads threads, Listeners listeners, TrafficHandlers traffic,
            LogBudget warnings) {
        this.settings = settings;
        this.threads = threads;
        this.listeners = listeners;
        this.traffic = traffic;
        this.warnings = warnings;
    }

    /** By the ticker that ages are measured with. */
    long now() {
        return settings.ticker().nanoTime();
    }

    /** Called on the loop, before the channel is registered. */
    void inbound(DefaultConnection connection, DuplexChannel channel) {
        // Not in the initializer: a channel that is closed while it is initialized is a warning of Netty's.
        if (!charge(channel, connection)) {
            return;
        }
        channel.pipeline().addLast(new ChannelInitializer<DuplexChannel>() {

            @Override
            protected void initChannel(DuplexChannel registered) {
                Future<ProtocolId> settled = Negotiation.answer(registered, StreamOpening.this::supports,
                        settings.handlers()::protocols);
                limit(registered.eventLoop(), settled, () -> {
                    refuse(Refusal.STREAM_NEGOTIATION_TIMEOUT);
                    connection.reset(registered, 0);
                });
                settled.addListener((Future<ProtocolId> done) -> {
                    settings.resources().unproven().removeStream(true);
                    if (done.isSuccess()) {
                        serve(connection, registered, done.getNow());
                    } else {
                        unsettled(connection, done.cause());
                        connection.reset(registered, 0);
                    }
                });
            }
        });
    }

    /** Counts a stream among those without a protocol; false if there are too many, which ends it. */
    private boolean charge(DuplexChannel channel, DefaultConnection connection) {
        try {
            settings.resources().unproven().addStream(true);
            return true;
        } catch (ResourceLimitException e) {
            connection.reset(channel, ResetCodes.RESOURCE_LIMIT_EXCEEDED);
            return false;
        }
    }

    Future<Stream> outbound(DefaultConnection connection, ChannelStreamHandler handler, List<ProtocolId> protocols) {
        return outbound(connection, handler, protocols, channel -> propose(connection, channel, protocols));
    }

    Future<Stream> outboundLazily(DefaultConnection connection, ChannelStreamHandler handler, ProtocolId protocol) {
        return outbound(connection, handler, List.of(protocol),
                channel -> proposeLazily(connection, channel, protocol));
    }

    private Future<Stream> outbound(DefaultConnection connection, ChannelStreamHandler handler,
            List<ProtocolId> protocols, Function<DuplexChannel, Future<ProtocolId>> proposal) {
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("no protocol given (expected: at least one)");
        }
        StreamRequest request = new StreamRequest(connection, protocols, settings.ticker());
        listeners.tell(listener -> listener.requested(request));
        try {
            settings.resources().unproven().addStream(false);
        } catch (ResourceLimitException e) {
            settled(request, e);
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(e);
        }
        Future<DuplexChannel> opening = connection.link().session().open(Quiet.INSTANCE);
        if (opening.cause() != null) {
            // Perhaps with its event loop: nothing may wait for that one.
            settings.resources().unproven().removeStream(false);
            settled(request, opening.cause());
            return ImmediateEventExecutor.INSTANCE.newFailedFuture(opening.cause());
        }
        Promise<Stream> opened = promise(connection, request, opening);
        opening.addListener((Future<DuplexChannel> done) -> {
            if (!done.isSuccess()) {
                opened.tryFailure(done.cause());
                return;
            }
            DuplexChannel channel = done.getNow();
            opened.addListener(end -> {
                if (!end.isSuccess()) {
                    connection.reset(channel, 0);
                }
            });
            if (opened.isDone()) {
                return;
            }
            proposal.apply(channel)
                    .addListener((Future<ProtocolId> settled) -> start(connection, channel, settled, handler, opened));
        });
        return opened;
    }

    private Promise<Stream> promise(DefaultConnection connection, StreamRequest request,
            Future<DuplexChannel> opening) {
        Promise<Stream> opened = connection.link().session().eventLoop().newPromise();
        opened.addListener(done -> {
            settings.resources().unproven().removeStream(false);
            settled(request, done.cause());
            if (!done.isSuccess()) {
                // It may still wait for its turn, behind streams that the peer does not acknowledge.
                opening.cancel(false);
            }
        });
        limit(connection.link().session().eventLoop(), opened,
                () -> opened.tryFailure(new SocketTimeoutException("the peer settled no protocol within "
                        + settings.negotiationTimeout().toMillis() + " ms")));
        return opened;
    }

    /**
     * Lazily where the peer is known to speak a protocol. Before it has answered on this connection, what is known is from an
     * earlier one: then a choice of several is left to the peer.
     */
    private Future<ProtocolId> propose(DefaultConnection connection, DuplexChannel channel,
            List<ProtocolId> protocols) {
        if (connection.hasAnswered() || protocols.size() == 1) {
            List<ProtocolId> known = settings.peerStore().protocols(connection.peer());
            for (ProtocolId protocol : protocols) {
                if (known.contains(protocol)) {
                    return proposeLazily(connection, channel, protocol);
                }
            }
        }
        return Negotiation.propose(channel, protocols)
                .addListener(settled -> connection.answered(settled.isSuccess()));
    }

    private static Future<ProtocolId> proposeLazily(DefaultConnection connection, DuplexChannel channel,
            ProtocolId protocol) {
        Future<ProtocolId> confirmed = Negotiation.proposeLazily(channel, protocol);
        if (!connection.hasAnswered()) {
            confirmed.addListener(settled -> connection.answered(settled.isSuccess()));
            // js-libp2p resets a first stream that comes with its FIN while it still sets the connection up.
            if (channel instanceof AbstractStreamChannel stream) {
                stream.holdFin(confirmed);
            }
        }
        return channel.eventLoop().newSucceededFuture(protocol);
    }

    private boolean supports(ProtocolId proposed) {
        boolean handled = settings.handlers().find(proposed) != null;
        if (!handled) {
            refuse(Refusal.PROTOCOL_NOT_SUPPORTED);
        }
        return handled;
    }

    private void unsettled(DefaultConnection connection, Throwable cause) {
        if (cause instanceof NegotiationException) {
            refuse(Refusal.STREAM_NEGOTIATION);
        }
        LogContext.run(connection,
                () -> log.debug("no protocol settled on a stream of {}: {}", connection.peer(), cause.getMessage()));
    }

    private void refuse(Refusal reason) {
        settings.resources().refusals().add(reason);
    }

    private void settled(StreamRequest request, @Nullable Throwable cause) {
        Outcome outcome = Outcome.of(cause);
        listeners.tell(listener -> listener.settled(request, outcome));
    }

    /**
     * What both directions do with a stream whose protocol is settled, before its handler sees it.
     *
     * @throws ResourceLimitException if the protocol has too many streams
     */
    private DefaultStream opened(DefaultConnection connection, ProtocolId protocol, DuplexChannel channel,
            boolean inbound) throws ResourceLimitException {
        ResourceScope scope = settings.resources().protocol(protocol);
        scope.addStream(inbound);
        DefaultStream stream = connection.opened(new DefaultStream(connection, protocol, scope, channel, inbound));
        channel.pipeline().addLast(traffic.ofProtocol(protocol, connection.link().scope().traffic()));
        listeners.tell(listener -> listener.streamOpened(stream));
        channel.closeFuture().addListener(closed -> {
            scope.removeStream(inbound);
            connection.ended(stream);
            listeners.tell(listener -> listener.streamClosed(stream));
        });
        return stream;
    }

    private void start(DefaultConnection connection, DuplexChannel channel, Future<ProtocolId> settled,
            ChannelStreamHandler handler, Promise<Stream> opened) {
        if (!settled.isSuccess()) {
            opened.tryFailure(settled.cause());
        }
        if (opened.isDone()) {
            return;
        }
        try {
            DefaultStream stream = opened(connection, settled.getNow(), channel, false);
            handler.handle(stream);
            if (!opened.trySuccess(stream)) {
                // Nobody waits any more, so nobody will read what has arrived.
                stream.reset(0);
            }
        } catch (Exception e) {
            opened.tryFailure(e);
        } catch (Error e) {
            opened.tryFailure(e);
            throw e;
        }
    }

    private void serve(DefaultConnection connection, DuplexChannel channel, ProtocolId protocol) {
        Entry entry = settings.handlers().find(protocol);
        if (entry == null) {
            // Its handler left while it was being settled.
            refuse(Refusal.PROTOCOL_NOT_SUPPORTED);
            connection.reset(channel, 0);
            return;
        }
        try {
            serve(entry, opened(connection, entry.protocol(), channel, true));
        } catch (ResourceLimitException e) {
            connection.reset(channel, ResetCodes.RESOURCE_LIMIT_EXCEEDED);
        }
    }

    private void serve(Entry entry, DefaultStream stream) {
        switch (entry) {
            case OnLoop(var shared, ChannelStreamHandler handler) -> run(handler, stream);
            case OnVirtualThread(var shared, String threadName, var handler) -> {
                stream.makeBlocking();
                threads.start(threadName, () -> LogContext.run(stream, () -> run(handling -> {
                    handler.handle(handling);
                    handling.close();
                }, stream)));
            }
        }
    }

    /** Whatever a handler throws ends its stream and nothing else; an error goes on to whoever watches the thread. */
    private void run(ChannelStreamHandler handler, DefaultStream stream) {
        boolean returned = false;
        try {
            handler.handle(stream);
            returned = true;
        } catch (IOException e) {
            ended(stream, e);
        } catch (Exception e) {
            failed(stream, e);
        } finally {
            if (!returned) {
                stream.reset(0);
            }
        }
    }

    private static void ended(Stream stream, IOException cause) {
        LogContext.run(stream, () -> log.debug("stream {} ended: {}", stream, cause.getMessage()));
    }

    private void failed(Stream stream, Exception cause) {
        LogContext.run(stream, () -> warnings.spend(
                withheld -> log.warn("the handler of stream {} failed; the stream is reset ({} more before it)",
                        stream, withheld, cause)));
    }

    private void limit(EventLoop loop, Future<?> settled, Runnable expired) {
        ScheduledFuture<?> deadline = loop
                .schedule(expired, settings.negotiationTimeout().toNanos(), TimeUnit.NANOSECONDS);
        settled.addListener(done -> deadline.cancel(false));
    }

    /** Holds the place of a handler while the protocol is being settled. */
    @ChannelHandler.Sharable
    private static final class Quiet extends ChannelInboundHandlerAdapter {

        static final Quiet INSTANCE = new Quiet();

        @Override
        public boolean isSharable() {
            return true;
        }
    }
}
