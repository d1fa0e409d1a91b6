package dev.jlibp2p.muxer.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.muxer.StreamRecorder;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random frames against a reference that knows the rules and nothing of the implementation. Handlers read everything; those of
 * every other stream end their direction when the peer ends its own.
 */
class YamuxModelTest {
    private static final int STEPS = Integer.getInteger("yamux.model.steps", 100_000);
    private static final int STEPS_PER_CONNECTION = 1_000;
    private static final int WINDOW = YamuxConfig.SPECIFIED_WINDOW;
    private static final long MOST_CREDIT = 0xFFFF_FFFFL;

    private final SplittableRandom random = new SplittableRandom(Long.getLong("yamux.model.seed", 7));

    @Test
    void m6RandomFramesMeanWhatTheRulesSay() {
        int conversations = 0;
        for (int done = 0; done < STEPS; conversations++) {
            done += converse();
        }

        assertThat(STEPS / conversations).as("frames until the first that breaks a rule").isBetween(50, 1_000);
    }

    private int converse() {
        Model model = new Model();
        int step = 0;
        try (ScriptedPeer peer = new ScriptedPeer()) {
            for (; step < STEPS_PER_CONNECTION && model.open; step++) {
                RandomFrame frame = RandomFrame.next(random, model.unused);
                int before = peer.accepted().size();
                peer.send(ScriptedPeer.frame(frame.type, frame.flags, frame.id, frame.length, frame.payload()));
                if (peer.accepted().size() > before && answersEnd(peer.last().channel())) {
                    peer.last().channel().pipeline().addFirst(new EndAnswerer());
                    if (peer.last().channel().isInputShutdown()) {
                        peer.last().channel().shutdownOutput();
                    }
                }
                peer.sent();
                model.frame(frame);
                compare(peer, model, frame);
            }
        }
        return step;
    }

    private static void compare(ScriptedPeer peer, Model model, RandomFrame frame) {
        assertThat(peer.channel().isOpen()).as("open after %s: %s", frame, peer.session().closeReason())
                .isEqualTo(model.open);
        assertThat(peer.accepted()).as("accepted after %s", frame).hasSize(model.opened);
        if (!model.open) {
            return;
        }
        assertThat(peer.session().streams()).as("streams after %s", frame).isEqualTo(model.streams.size());
        ModelStream expected = model.streams.get(frame.id);
        YamuxStreamChannel actual = peer.yamux().streams().get(frame.id);
        assertThat(actual != null).as("stream of %s open", frame).isEqualTo(expected != null);
        if (expected != null && actual != null) {
            StreamRecorder recorder = actual.pipeline().get(StreamRecorder.class);
            assertThat(recorder.bytes().length).as("bytes after %s", frame).isEqualTo(expected.bytes);
            assertThat(actual.isInputShutdown()).as("fin after %s", frame).isEqualTo(expected.fin);
            assertThat(actual.window().available()).as("window after %s", frame).isEqualTo(expected.available);
        }
    }

    private static boolean answersEnd(DuplexChannel channel) {
        return answersEnd(((YamuxStreamChannel) channel).streamId());
    }

    private static boolean answersEnd(int id) {
        return id % 4 == 1;
    }

    private static final class EndAnswerer extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ((DuplexChannel) ctx.channel()).shutdownOutput();
            }
            ctx.fireUserEventTriggered(event);
        }
    }

    private record RandomFrame(int type, int flags, int id, long length) {
        /** Mostly what an honest peer sends, now and then anything. */
        static RandomFrame next(SplittableRandom random, int unused) {
            if (random.nextInt(500) == 0) {
                int anyType = random.nextBoolean() ? random.nextInt(5) : random.nextInt(256);
                return new RandomFrame(anyType, random.nextInt(1 << 16), random.nextInt(20), random.nextLong(300_000));
            }
            int type = random.nextInt(2);
            if (unused == 1 || random.nextInt(10) == 0) {
                return new RandomFrame(type, Frame.SYN | flags(random), unused + (random.nextInt(300) == 0 ? 2 : 0),
                        length(random, type));
            }
            int id = Math.max(1, unused - 2 * random.nextInt(1, 21));
            return random.nextInt(20) == 0
                    ? new RandomFrame(Frame.PING, random.nextInt(3), 0, random.nextInt(1 << 30))
                    : new RandomFrame(type, flags(random), id, length(random, type));
        }

        private static int flags(SplittableRandom random) {
            return switch (random.nextInt(60)) {
                case 0, 1, 2 -> Frame.FIN;
                case 3 -> Frame.RST;
                case 4, 5 -> Frame.ACK;
                case 6 -> Frame.ACK | Frame.FIN;
                case 7 -> 0x100;
                default -> 0;
            };
        }

        int payload() {
            return type == Frame.DATA ? (int) length : 0;
        }

        private static long length(SplittableRandom random, int type) {
            return switch (random.nextInt(200)) {
                case 0 ->
                    type == Frame.WINDOW_UPDATE && random.nextInt(500) == 0 ? random.nextLong(MOST_CREDIT + 1) : 1;
                case 1, 2 -> random.nextInt(WINDOW / (type == Frame.DATA ? 4 : 1));
                case 3, 4, 5, 6, 7, 8 -> 0;
                default -> random.nextInt(2_000);
            };
        }
    }

    private static final class ModelStream {
        private long available = WINDOW;
        private long owed;
        private long credit = WINDOW;
        private int bytes;
        private boolean fin;
    }

    /** What the specification and our documented choices say. */
    private static final class Model {
        private final Map<Integer, ModelStream> streams = new HashMap<>();
        private final Set<Integer> used = new HashSet<>();
        private boolean open = true;
        private boolean goingAway;
        private int opened;
        private int unused = 1;

        void frame(RandomFrame frame) {
            switch (frame.type) {
                case Frame.DATA, Frame.WINDOW_UPDATE -> stream(frame);
                case Frame.PING -> require(frame.id == 0);
                case Frame.GO_AWAY -> {
                    require(frame.id == 0);
                    require(frame.length == 0);
                    goingAway = true;
                }
                default -> require(false);
            }
            require(!goingAway || !streams.isEmpty());
        }

        private void stream(RandomFrame frame) {
            require(frame.id != 0);
            boolean opens = (frame.flags & Frame.SYN) != 0;
            if (open && opens) {
                open(frame);
            }
            ModelStream stream = streams.get(frame.id);
            if (!open) {
                return;
            }
            if (stream == null) {
                require(opens || frame.type != Frame.DATA || frame.length == 0 || used.contains(frame.id));
            } else if ((frame.flags & Frame.RST) != 0) {
                streams.remove(frame.id);
            } else if (frame.type == Frame.DATA) {
                data(stream, frame.length);
                fin(frame, stream);
            } else {
                stream.credit += frame.length;
                require(stream.credit <= MOST_CREDIT);
                fin(frame, stream);
            }
        }

        private void open(RandomFrame frame) {
            require(frame.type != Frame.DATA || frame.length <= WINDOW);
            require(frame.id % 2 == 1);
            if (open) {
                require(used.add(frame.id));
                unused = Math.max(unused, frame.id + 2);
            }
            if (open && (frame.flags & Frame.RST) == 0) {
                opened++;
                streams.put(frame.id, new ModelStream());
            }
        }

        private void data(ModelStream stream, long length) {
            require(length <= stream.available);
            stream.available -= length;
            if (!stream.fin && open) {
                stream.bytes += (int) length;
                stream.owed += length;
                if (stream.owed >= WINDOW / 2) {
                    stream.available += stream.owed;
                    stream.owed = 0;
                }
            }
        }

        private void fin(RandomFrame frame, @Nullable ModelStream stream) {
            if (stream != null && open && (frame.flags & Frame.FIN) != 0) {
                stream.fin = true;
                if (answersEnd(frame.id)) {
                    streams.remove(frame.id);
                }
            }
        }

        private void require(boolean rule) {
            open &= rule;
        }
    }
}
