package dev.jlibp2p.spring.health;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * Direct memory of the process, where the bytes of all connections are.
 *
 * @param used bytes allocated now
 * @param limit bytes that may be
 */
record DirectMemory(long used, long limit) {

    /** With less than this part of the limit left, the next chunk of buffers may not be had. */
    private static final int RESERVE = 32;

    /** As it is now. Netty counts what it allocates past the JVM's own counter. */
    static DirectMemory now() {
        long counted = PlatformDependent.usedDirectMemory();
        return new DirectMemory(counted >= 0 ? counted : byTheJvm(), PlatformDependent.maxDirectMemory());
    }

    boolean isExhausted() {
        return limit > 0 && limit - used < limit / RESERVE;
    }

    private static long byTheJvm() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
                .stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
