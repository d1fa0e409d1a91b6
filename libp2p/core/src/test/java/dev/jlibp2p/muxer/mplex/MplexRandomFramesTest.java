package dev.jlibp2p.muxer.mplex;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.muxer.StreamRecorder;
import dev.jlibp2p.resource.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Row M10: whatever messages come, in whatever pieces, every buffer is released and every charge given back. */
class MplexRandomFramesTest {
    private static final int FRAMES = Integer.getInteger("mplex.random.frames", 20_000);
    private static final int FRAMES_PER_CONNECTION = 500;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("mplex.random.seed", 11));

    @Test
    void m10RandomMessagesInRandomPiecesLeaveNothingBehind() {
        int conversations = 0;
        for (int done = 0; done < FRAMES; conversations++) {
            ScriptedPeer peer = new ScriptedPeer(MplexConfig.defaults(), new Limits(0, 0, 40, 40, 1 << 20));
            done += converse(peer);
            peer.close();

            assertThat(peer.scope().memory()).isZero();
            assertThat(peer.scope().streams()).isZero();
            assertThat(peer.session().closed().isSuccess()).isTrue();
        }
        assertThat(FRAMES / conversations).as("messages until the connection ends")
                .isBetween(50, FRAMES_PER_CONNECTION);
    }

    private int converse(ScriptedPeer peer) {
        peer.session().open(new StreamRecorder(true));
        int sent = 0;
        for (int unused = 0; sent < FRAMES_PER_CONNECTION && peer.channel().isOpen(); sent++) {
            if (unused == 0 || random.nextInt(10) == 0) {
                send(peer, frame(ScriptedPeer.NEW, unused++));
            } else {
                int flag = random.nextInt(1, 7);
                send(peer, frame(flag, anyId(flag % 2 == 0 ? unused : 1)));
            }
            act(peer);
            peer.sent();
        }
        return sent;
    }

    /** Of a stream in use or not, now and then one that never was. */
    private int anyId(int unused) {
        return random.nextInt(200) == 0 ? unused : Math.max(0, unused - 1 - random.nextInt(30));
    }

    private ByteBuf frame(int flag, int id) {
        int length = random.nextInt(random.nextInt(10) == 0 ? 100_000 : 500);
        ByteBuf head = ScriptedPeer.frame(flag, id, length);
        return PooledByteBufAllocator.DEFAULT.buffer().writeBytes(head).writeZero(length);
    }

    private void send(ScriptedPeer peer, ByteBuf frame) {
        while (frame.isReadable()) {
            int piece = Math.min(frame.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 20 : 40_000));
            peer.send(frame.readRetainedSlice(piece));
        }
        frame.release();
    }

    private void act(ScriptedPeer peer) {
        List<MplexStreamChannel> streams = peer.streams();
        peer.handlersRead(random.nextBoolean());
        switch (random.nextInt(40)) {
            case 0, 1 -> peer.session().open(new StreamRecorder(random.nextBoolean()));
            case 2 -> peer.advance(Duration.ofSeconds(random.nextInt(5)));
            case 3 -> peer.stopReading();
            case 4, 5 -> peer.readAgain();
            default -> {
                if (!streams.isEmpty()) {
                    act(streams.get(random.nextInt(streams.size())));
                }
            }
        }
    }

    private void act(MplexStreamChannel stream) {
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
