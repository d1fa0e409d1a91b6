package dev.jlibp2p.node.resources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BandwidthTest {

    private final MockTicker ticker = Ticker.newMockTicker();

    private final ResourceManager resources = ResourceManager.withDefaults();

    private final Bandwidth bandwidth = new Bandwidth(resources, ticker);

    @Test
    void ratesAreWhatCameSinceTheLookBefore() {
        resources.protocols().of("/a").received(1_000);
        ticker.advance(10, TimeUnit.SECONDS);
        assertThat(top(5)).containsExactly(new BandwidthItem("/a", 1_000, 0, 100, 0, 10_000));

        resources.protocols().of("/b").sent(400);
        resources.protocols().of("/a").received(100);
        ticker.advance(2, TimeUnit.SECONDS);
        assertThat(top(5)).containsExactly(new BandwidthItem("/b", 0, 400, 0, 200, 2_000),
                new BandwidthItem("/a", 1_100, 0, 50, 0, 2_000));
        assertThat(top(1)).extracting(BandwidthItem::name).containsExactly("/b");
    }

    @Test
    void looksCloseToEachOtherSeeTheSame() {
        resources.protocols().of("/a").received(1_000);
        ticker.advance(10, TimeUnit.SECONDS);
        List<BandwidthItem> first = top(5);
        resources.protocols().of("/a").received(1_000_000);
        ticker.advance(999, TimeUnit.MILLISECONDS);
        assertThat(top(5)).isEqualTo(first);
    }

    private List<BandwidthItem> top(int top) {
        return bandwidth.top(BandwidthBy.PROTOCOL, top);
    }
}
