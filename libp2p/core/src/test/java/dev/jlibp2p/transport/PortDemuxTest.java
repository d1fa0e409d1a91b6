package dev.jlibp2p.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.Route;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortDemuxTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final Map<FirstBytes, byte[]> BEGINNINGS = Map.of(
            FirstBytes.MULTISTREAM, "\u0013/multistream/1.0.0\n".getBytes(StandardCharsets.ISO_8859_1),
            FirstBytes.HTTP, "GET / HTTP/1.1\r\n".getBytes(StandardCharsets.ISO_8859_1),
            FirstBytes.TLS, new byte[]{0x16, 0x03, 0x01, 0x02, 0x00, 0x01});

    private @Nullable FirstBytes chosen;

    private boolean toldActive;

    private final List<Route> asked = new ArrayList<>();

    private @Nullable IOException refusal;

    private final Upgrader admitting = new ForwardingUpgrader(
            new RawUpgrader(Identity.generate(KeyType.ED25519, new SecureRandom()).peerId())) {

        @Override
        public void admit(Channel channel, Route route) throws IOException {
            asked.add(route);
            if (refusal != null) {
                throw refusal;
            }
        }
    };

    @Test
    void everyConnectionIsAdmittedOnceBeforeItHasSaidAnything() {
        EmbeddedChannel channel = channel(FirstBytes.values());
        assertThat(asked).containsExactly(new Route("tcp", Role.RESPONDER, Multiaddr.of("/ip4/192.0.2.1/tcp/4001"),
                Multiaddr.of("/ip4/192.0.2.2/tcp/5555"), false));
        channel.writeInbound(Unpooled.copiedBuffer(BEGINNINGS.get(FirstBytes.HTTP)));
        assertThat(asked).hasSize(1);
        everything(channel);
        channel.close();
    }

    @Test
    void whoIsNotAdmittedIsCutOffAtOnce() {
        refusal = new IOException("on purpose");
        EmbeddedChannel channel = channel(FirstBytes.values());

        assertThat(channel.isOpen()).isFalse();
        assertThat(chosen).isNull();
        channel.runScheduledPendingTasks();
    }

    @Test
    void everyBeginningFindsItsTransportAndLosesNoByte() {
        for (Entry<FirstBytes, byte[]> each : BEGINNINGS.entrySet()) {
            EmbeddedChannel channel = channel(FirstBytes.values());
            channel.writeInbound(Unpooled.copiedBuffer(each.getValue()));

            assertThat(chosen).isEqualTo(each.getKey());
            assertThat(toldActive).isTrue();
            assertThat(everything(channel)).isEqualTo(each.getValue());
            assertThat(channel.isOpen()).isTrue();
            channel.close();
        }
    }

    @Test
    void aBeginningMayComeInPiecesSplitAnywhere() {
        for (Entry<FirstBytes, byte[]> each : BEGINNINGS.entrySet()) {
            for (int split = 1; split < each.getValue().length; split++) {
                EmbeddedChannel channel = channel(FirstBytes.values());
                channel.writeInbound(Unpooled.copiedBuffer(each.getValue(), 0, split));
                channel.writeInbound(
                        Unpooled.copiedBuffer(each.getValue(), split, each.getValue().length - split));

                assertThat(chosen).as("split at %d", split).isEqualTo(each.getKey());
                assertThat(everything(channel)).isEqualTo(each.getValue());
                channel.close();
            }
        }
    }

    /** In go a check of the kind that is always true let anything through. */
    @Test
    void whoBeginsLikeATransportThatDoesNotListenHereIsCutOff() {
        for (FirstBytes absent : FirstBytes.values()) {
            FirstBytes[] others = Arrays.stream(FirstBytes.values())
                    .filter(each -> each != absent)
                    .toArray(FirstBytes[]::new);
            EmbeddedChannel channel = channel(others);
            channel.writeInbound(Unpooled.copiedBuffer(BEGINNINGS.get(absent)));

            assertThat(chosen).isNull();
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void whoBeginsLikeNobodyIsCutOffAtTheFirstWrongByte() {
        for (byte[] wrong : new byte[][]{{0}, {'P'}, {'G', 'O'}, {0x16, 0x02}, {0x13, '/', 'n'}, {0x14}}) {
            EmbeddedChannel channel = channel(FirstBytes.values());
            channel.writeInbound(Unpooled.copiedBuffer(wrong));

            assertThat(chosen).isNull();
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void whoSaysTooLittleForTooLongIsCutOff() {
        EmbeddedChannel channel = channel(FirstBytes.values());
        channel.writeInbound(Unpooled.copiedBuffer(new byte[]{'G', 'E'}));
        channel.advanceTimeBy(TIMEOUT.toMillis() - 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void theDeadlineIsForTheBeginningAlone() {
        EmbeddedChannel channel = channel(FirstBytes.values());
        channel.writeInbound(Unpooled.copiedBuffer(BEGINNINGS.get(FirstBytes.HTTP)));
        channel.advanceTimeBy(TIMEOUT.toMillis() + 1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isTrue();
        everything(channel);
        channel.close();
    }

    private EmbeddedChannel channel(FirstBytes... listening) {
        chosen = null;
        toldActive = false;
        Map<FirstBytes, ChannelHandler> transports = new EnumMap<>(FirstBytes.class);
        for (FirstBytes each : listening) {
            transports.put(each, new Chosen(each));
        }
        EmbeddedChannel channel = new Accepted();
        channel.freezeTime();
        channel.pipeline().addLast(new PortDemux(transports, admitting, TIMEOUT));
        channel.pipeline().fireChannelActive();
        return channel;
    }

    private static byte[] everything(EmbeddedChannel channel) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            all.writeBytes(part);
            part.release();
        }
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    private static final class Accepted extends EmbeddedChannel {

        @Override
        protected SocketAddress localAddress0() {
            return new InetSocketAddress("192.0.2.1", 4001);
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress("192.0.2.2", 5555);
        }
    }

    private final class Chosen extends ChannelInboundHandlerAdapter {

        private final FirstBytes kind;

        Chosen(FirstBytes kind) {
            this.kind = kind;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            chosen = kind;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            toldActive = true;
            ctx.fireChannelActive();
        }
    }
}
