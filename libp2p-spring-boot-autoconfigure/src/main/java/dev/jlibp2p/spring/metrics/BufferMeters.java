package dev.jlibp2p.spring.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;

/** What the allocator of all channels holds, in use or kept for later. It is the process's, not this host's alone. */
final class BufferMeters implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            ByteBufAllocatorMetric metric = provider.metric();
            Gauge.builder("libp2p.buffers.heap", metric, ByteBufAllocatorMetric::usedHeapMemory)
                    .description("Heap memory the allocator of buffers holds")
                    .baseUnit(BaseUnits.BYTES)
                    .strongReference(true)
                    .register(registry);
            Gauge.builder("libp2p.buffers.direct", metric, ByteBufAllocatorMetric::usedDirectMemory)
                    .description("Direct memory the allocator of buffers holds")
                    .baseUnit(BaseUnits.BYTES)
                    .strongReference(true)
                    .register(registry);
        }
    }
}
