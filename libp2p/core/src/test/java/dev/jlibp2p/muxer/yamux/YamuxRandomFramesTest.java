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
        for (int done = 0; done < FRAMES; done += FRAMES_PER_CONNECTION) {
            Role role = random.nextBoolean() ? Role.INITIATOR : Role.RESPONDER;
            Limits limits = new Limits(0, 0, 40, 40, 1 << 20);
            ScriptedPeer peer = new ScriptedPeer(YamuxConfig.defaults(), role, limits);
            converse(peer);
            peer.close();

            assertThat(peer.scope().memory()).isZero();
            assertThat(peer.scope().streams()).isZero();
            assertThat(peer.session().closed().isSuccess()).isTrue();
        }
    }

    private void converse(ScriptedPeer peer) {
        for (int i = 0; i < FRAMES_PER_CONNECTION && peer.channel().isOpen(); i++) {
            send(peer, frame());
            act(peer);
            peer.sent();
        }
    }

    private ByteBuf frame() {
        int type = random.nextInt(50) == 0 ? random.nextInt(5) : random.nextInt(2);
        int flags = random.nextInt(3) == 0 ? 1 << random.nextInt(5) : 0;
        int id = type > 1 ? 0 : 1 + random.nextInt(80);
        int length = random.nextInt(random.nextInt(10) == 0 ? 70_000 : 500);
        ByteBuf frame = PooledByteBufAllocator.DEFAULT.buffer();
        Frame.write(frame, type, flags, id, length);
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
        List<YamuxStreamChannel> streams = peer.yamux().streamTable().all();
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
