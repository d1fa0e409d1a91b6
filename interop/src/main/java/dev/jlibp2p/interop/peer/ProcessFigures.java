package dev.jlibp2p.interop.peer;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What this process has used so far. */
final class ProcessFigures {

    private ProcessFigures() {}

    /** CPU seconds of all threads, collector and compiler included. */
    static Map<String, ?> cpu() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Map.of("seconds", system.getProcessCpuTime() / 1e9);
    }

    /**
     * Bytes of live heap after a full collection, of direct memory that Netty holds, and of resident memory. With a heap that
     * was touched from the start, the growth of resident memory is direct and native memory and no heap.
     */
    @SuppressWarnings("SystemGC")
    static Map<String, ?> memory() throws IOException {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Map.of("heap", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), "direct",
                PlatformDependent.usedDirectMemory(), "resident", resident());
    }

    private static long resident() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS line");
    }
}
