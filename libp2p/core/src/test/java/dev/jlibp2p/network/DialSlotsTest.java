package dev.jlibp2p.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DialSlotsTest {

    private final DialSlots slots = new DialSlots(2);

    private final List<String> begun = new ArrayList<>();

    @Test
    void whoComesLateWaitsInLine() {
        List.of("a", "b", "c", "d").forEach(name -> slots.acquire(() -> begun.add(name)));
        assertThat(begun).containsExactly("a", "b");
        slots.release();
        assertThat(begun).containsExactly("a", "b", "c");
        slots.release();
        slots.release();
        slots.release();

        assertThat(begun).containsExactly("a", "b", "c", "d");
        slots.acquire(() -> begun.add("e"));
        slots.acquire(() -> begun.add("f"));
        slots.acquire(() -> begun.add("g"));
        assertThat(begun).endsWith("e", "f");
    }

    @Test
    void whoGivesUpLeavesNothingInTheLine() {
        Runnable patient = () -> begun.add("patient");
        Runnable hasty = () -> begun.add("hasty");
        slots.acquire(() -> {});
        slots.acquire(() -> {});
        slots.acquire(hasty);
        slots.acquire(patient);

        assertThat(slots.withdraw(hasty)).isTrue();
        slots.release();
        assertThat(begun).containsExactly("patient");
        assertThat(slots.withdraw(patient)).isFalse();
        assertThat(slots.waiting()).isZero();
    }
}
