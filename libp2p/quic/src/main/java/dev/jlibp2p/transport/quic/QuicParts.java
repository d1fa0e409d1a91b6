package dev.jlibp2p.transport.quic;

import dev.jlibp2p.transport.TransportContext;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.quic.EpollQuicUtils;
import io.netty.handler.codec.quic.FlushStrategy;
import io.netty.handler.codec.quic.QuicChannelBootstrap;
import io.netty.handler.codec.quic.QuicChannelOption;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicCodecBuilder;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.SegmentedDatagramPacketAllocator;
import io.netty.util.concurrent.ImmediateExecutor;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What all ports of one transport are made of. Thread-safe. */
final class QuicParts {

    /** Handles nothing: streams are taken before they come to it. */
    static final ChannelHandler NO_STREAMS = new Nothing();

    /** Of datagrams that only say that we live; they are not kept. */
    private static final int DATAGRAMS = 4;

    /** Whole bursts are written before the kernel is called, unless they are very long. */
    private static final int BYTES_BETWEEN_FLUSHES = 256 << 10;

    private final TransportContext context;

    private final QuicConfig config;

    private final QuicTls tls;

    private final SegmentedDatagramPacketAllocator segments;

    QuicParts(TransportContext context, QuicConfig config, QuicTls tls) {
        this.context = context;
        this.config = config;
        this.tls = tls;
        this.segments = config.segments() > 1
                ? EpollQuicUtils.newSegmentedAllocator(config.segments())
                : SegmentedDatagramPacketAllocator.NONE;
    }

    QuicConfig config() {
        return config;
    }

    Ticker ticker() {
        return context.ticker();
    }

    SecureRandom random() {
        return context.random();
    }

    byte[] newId() {
        byte[] id = new byte[PortDemultiplexer.ID_BYTES];
        context.random().nextBytes(id);
        return id;
    }

    /** A server codec of its own for each port. */
    ChannelHandler serverCodec(ChannelHandler accept, BooleanSupplier crowded) {
        return common(new QuicServerCodecBuilder()).sslEngineProvider(tls::serverEngine)
                .tokenHandler(new AddressTokens(config.retryAbove(), crowded, ticker(), random()))
                .option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments)
                .handler(accept)
                .streamHandler(NO_STREAMS)
                .build();
    }

    ChannelHandler clientCodec() {
        return common(new QuicClientCodecBuilder()).sslEngineProvider(tls::clientEngine).build();
    }

    void options(QuicChannelBootstrap bootstrap, Duration connectTimeout) {
        bootstrap.option(QuicChannelOption.SEGMENTED_DATAGRAM_PACKET_ALLOCATOR, segments)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(connectTimeout.toMillis()));
    }

    private <B extends QuicCodecBuilder<B>> B common(QuicCodecBuilder<B> codec) {
        long window = config.initialWindow();
        return codec.sslTaskExecutor(ImmediateExecutor.INSTANCE)
                .flushStrategy(FlushStrategy.afterNumBytes(BYTES_BETWEEN_FLUSHES))
                .maxIdleTimeout(config.limits().idleTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .maxSendUdpPayloadSize(config.maxDatagramSize())
                .maxRecvUdpPayloadSize(QuicConfig.LARGEST_DATAGRAM)
                .initialMaxData(window + window / 2)
                .initialMaxStreamDataBidirectionalLocal(window)
                .initialMaxStreamDataBidirectionalRemote(window)
                .initialMaxStreamsBidirectional(QuicLimits.STREAMS)
                .initialMaxStreamsUnidirectional(0)
                .datagram(DATAGRAMS, DATAGRAMS);
    }

    @ChannelHandler.Sharable
    private static final class Nothing extends ChannelInboundHandlerAdapter {

        @Override
        public boolean isSharable() {
            return true;
        }
    }
}
