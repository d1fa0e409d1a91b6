package dev.jlibp2p.muxer.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.resource.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Row X-15: whatever frames come, in whatever pieces, every buffer is released and every charge given back. */
class YamuxRandomFramesTest {
    private static final int FRAMES = Integer.getInteger("yamux.random.frames", 50_000);
    private static final int FRAMES_PER_CONNECTION = 500;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("yamux.random.seed", 11));

    @Test
    void x15RandomFramesInRandomPiecesLeaveNothingBehind() {
        int conversations = 0;
        for (int done = 0; done < FRAMES; conversations++) {
            Role role = random.nextBoolean() ? Role.INITIATOR : Role.RESPONDER;
            Limits limits = new Limits(0, 0, 40, 40, 1 << 20);
            ScriptedPeer peer = new ScriptedPeer(YamuxConfig.defaults(), role, limits);
            done += converse(peer, role == Role.INITIATOR ? 2 : 1);
            peer.close();

            assertThat(peer.scope().memory()).isZero();
            assertThat(peer.scope().streams()).isZero();
            assertThat(peer.session().closed().isSuccess()).isTrue();
        }
        assertThat(FRAMES / conversations).as("frames until the connection ends").isBetween(50, FRAMES_PER_CONNECTION);
    }

    private int converse(ScriptedPeer peer, int firstId) {
        int sent = 0;
        for (int unused = firstId; sent < FRAMES_PER_CONNECTION && peer.channel().isOpen(); sent++) {
            boolean opens = unused == firstId || random.nextInt(10) == 0;
            send(peer, opens ? frame(Frame.SYN, unused) : frame(1 << random.nextInt(1, 31), anyId(unused, firstId)));
            unused += opens ? 2 : 0;
            act(peer);
            peer.sent();
        }
        return sent;
    }

    /** Of a stream of the peer, in use or not, or of ours. */
    private int anyId(int unused, int firstId) {
        return random.nextInt(200) == 0 ? 3 - firstId : Math.max(firstId, unused - 2 * random.nextInt(30));
    }

    private ByteBuf frame(int flag, int id) {
        int type = random.nextInt(100) == 0 ? Frame.PING : random.nextInt(2);
        int length = random.nextInt(random.nextInt(10) == 0 ? 20_000 : 500);
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.buffer();
        Frame.write(frame, type, flag > Frame.RST ? 0 : flag, type == Frame.PING ? 0 : id, length);
        return type == Frame.DATA ? frame.writeZero(length) : frame;
    }

    private void send(ScriptedPeer peer, ByteBuf frame) {
        while (frame.isReadable()) {
            int piece = Math.min(frame.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 20 : 40_000));
            peer.send(frame.readRetainedSlice(piece));
        }
        frame.release();
    }

    private void act(ScriptedPeer peer) {
        List<YamuxStreamChannel> streams = peer.yamux().streams().all();
        peer.handlersRead(random.nextBoolean());
        switch (random.nextInt(40)) {
            case 0 -> peer.session().open(new StreamRecorder(random.nextBoolean()));
            case 1 -> peer.advance(Duration.ofSeconds(random.nextInt(5)));
            case 2 -> peer.stopReading();
            case 3, 4 -> peer.readAgain();
            default -> {
                if (!streams.isEmpty()) {
                    act(streams.get(random.nextInt(streams.size())));
                }
            }
        }
    }

    private void act(YamuxStreamChannel stream) {
        switch (random.nextInt(12)) {
            case 0 -> stream.close();
            case 1 -> stream.shutdownOutput();
            case 2 -> stream.shutdownInput();
            case 3 -> stream.shutdown();
            case 4 -> stream.reset(random.nextInt(100));
            case 5, 6, 7 -> stream.read();
            case 8 -> stream.config().setAutoRead(random.nextBoolean());
            default -> stream.writeAndFlush(Unpooled.copiedBuffer(new byte[random.nextInt(20_000)]));
        }
    }
}
