package dev.jlibp2p.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DelayLineTest {

    private final EmbeddedChannel exit = new EmbeddedChannel();

    private boolean held;

    private DelayLine line = new DelayLine(exit.eventLoop(), () -> held);

    @BeforeEach
    void stopTheClock() {
        exit.freezeTime();
        line = new DelayLine(exit.eventLoop(), () -> held);
        line.leadsTo(exit);
    }

    @Test
    void aPieceLeavesWhenItIsDueAndNotBefore() {
        line.enter("late", 100);
        pass(99);
        assertThat(left()).isNull();
        pass(1);
        assertThat(left()).isEqualTo("late");
    }

    @Test
    void whatIsBehindALatePieceWaitsForIt() {
        line.enter("late", 100);
        line.enter("early", 10);
        pass(99);
        assertThat(left()).isNull();
        pass(1);
        assertThat(left()).isEqualTo("late");
        assertThat(left()).isEqualTo("early");
    }

    @Test
    void theEndComesAfterAllThatWasSent() {
        line.enter("last", 100);
        line.enter(null, 0);
        pass(99);
        assertThat(exit.isOpen()).isTrue();
        pass(1);
        assertThat(left()).isEqualTo("last");
        assertThat(exit.isOpen()).isFalse();
    }

    @Test
    void nothingLeavesWhileTheLineIsHeld() {
        held = true;
        line.enter("held", 10);
        pass(1_000);
        assertThat(left()).isNull();
        held = false;
        line.move();
        assertThat(left()).isEqualTo("held");
    }

    @Test
    void aHurryingLineWaitsForNothingAnyMore() {
        line.enter("one", 1_000);
        line.hurry();
        line.enter("two", 1_000);
        assertThat(left()).isEqualTo("one");
        assertThat(left()).isEqualTo("two");
    }

    @Test
    void whatCannotLeaveIsReleased() {
        ByteBuf waiting = Unpooled.buffer(1);
        ByteBuf tooLate = Unpooled.buffer(1);
        line.enter(waiting, 1_000);
        line.discard();
        exit.close();
        line.enter(tooLate, 0);

        assertThat(waiting.refCnt()).isZero();
        assertThat(tooLate.refCnt()).isZero();
    }

    private Object left() {
        return exit.readOutbound();
    }

    private void pass(long nanoseconds) {
        exit.advanceTimeBy(nanoseconds, TimeUnit.NANOSECONDS);
        exit.runPendingTasks();
    }
}
