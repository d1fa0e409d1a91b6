package dev.jlibp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.HostEvent.EventsDropped;
import dev.jlibp2p.host.HostEvent.Stopped;
import dev.jlibp2p.resource.LogBudget;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventMailboxTest {

    private static final HostEvent EVENT = new Stopped();

    private final Semaphore delivered = new Semaphore(0);

    @Test
    void anErrorInAListenerCostsItNoLaterEvent() throws InterruptedException {
        EventMailbox mailbox = mailbox(event -> {
            delivered.release();
            if (delivered.availablePermits() == 1) {
                throw new QuietError();
            }
        });
        mailbox.post(EVENT);
        mailbox.post(EVENT);
        mailbox.post(EVENT);

        assertThat(delivered.tryAcquire(3, 5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aListenerThatThrowsHearsTheNextEvent() throws InterruptedException {
        EventMailbox mailbox = mailbox(event -> {
            delivered.release();
            throw new IllegalStateException("on purpose");
        });
        mailbox.post(EVENT);
        mailbox.post(EVENT);

        assertThat(delivered.tryAcquire(2, 5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nothingIsDeliveredAfterTheRegistrationIsClosed() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        List<HostEvent> seen = new ArrayList<>();
        EventMailbox mailbox = mailbox(event -> {
            seen.add(event);
            inside.countDown();
            await(blocked);
            delivered.release();
        });
        mailbox.post(EVENT);
        mailbox.post(EVENT);
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
        mailbox.close();
        mailbox.post(EVENT);
        blocked.countDown();

        assertThat(delivered.tryAcquire(1, 5, TimeUnit.SECONDS)).isTrue();
        assertThat(delivered.tryAcquire(1, 50, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(seen).hasSize(1);
    }

    @Test
    void aSlowListenerMissesTheOldestAndIsToldHowMany() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        List<HostEvent> seen = new ArrayList<>();
        EventMailbox mailbox = mailbox(event -> {
            inside.countDown();
            await(blocked);
            seen.add(event);
            delivered.release();
        });
        mailbox.post(EVENT);
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < EventMailbox.CAPACITY + 7; i++) {
            mailbox.post(EVENT);
        }
        blocked.countDown();

        assertThat(delivered.tryAcquire(EventMailbox.CAPACITY + 2, 5, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(EventMailbox.CAPACITY + 2).element(1).isEqualTo(new EventsDropped(7));
    }

    private static EventMailbox mailbox(java.util.function.Consumer<HostEvent> listener) {
        return new EventMailbox(listener, new LogBudget(Ticker.systemTicker()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Prints no page of trace into the build's log. */
    private static final class QuietError extends Error {

        private static final long serialVersionUID = 1L;

        QuietError() {
            super("on purpose", null, false, false);
        }
    }
}
