package dev.jlibp2p.node.paging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final List<Integer> SEVEN = IntStream.range(0, 7).boxed().toList();

    @Test
    void pagesFollowOneAnotherAndTheLastIsShort() {
        assertThat(Page.of(SEVEN, 0, 3).items()).containsExactly(0, 1, 2);
        assertThat(Page.of(SEVEN, 1, 3).items()).containsExactly(3, 4, 5);
        assertThat(Page.of(SEVEN, 2, 3).items()).containsExactly(6);
        assertThat(Page.of(SEVEN, 3, 3).items()).isEmpty();
        assertThat(Page.of(SEVEN, 3, 3).total()).isEqualTo(7);
    }

    @Test
    void theGreatestNumbersDoNotOverflow() {
        assertThat(Page.of(SEVEN, Integer.MAX_VALUE, Page.MAX_SIZE).items()).isEmpty();
        assertThat(Page.of(List.of(), 0, 1).items()).isEmpty();
    }
}
