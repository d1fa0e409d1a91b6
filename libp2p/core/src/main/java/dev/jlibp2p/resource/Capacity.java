package dev.jlibp2p.resource;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;

/**
 * What a process has to serve its peers with; {@link ResourceLimits#scaledTo} makes limits of it.
 *
 * @param memory bytes that everything received and not consumed may take
 * @param fileDescriptors sockets of connections that may be open
 * @param processors that handshakes may keep busy
 */
public record Capacity(long memory, int fileDescriptors, int processors) {

    /** Of direct memory, where the bytes of connections are, this part is for what peers may make us hold. */
    private static final int PART_OF_DIRECT_MEMORY = 2;

    /** Descriptors left to the process for everything else: files, jars, listeners, an admin port. A quarter. */
    private static final int PART_OF_DESCRIPTORS = 4;

    /** Where the system does not say. */
    private static final int SUPPOSED_DESCRIPTORS = 4_096;

    public Capacity {
        if (memory <= 0 || fileDescriptors <= 0 || processors <= 0) {
            throw new IllegalArgumentException("capacity must be more than nothing: " + memory + " bytes, "
                    + fileDescriptors + " descriptors, " + processors + " processors");
        }
    }

    /** Half of the direct memory and three quarters of the descriptors that this process may use. */
    public static Capacity ofThisProcess() {
        long descriptors = maxDescriptors();
        return new Capacity(PlatformDependent.maxDirectMemory() / PART_OF_DIRECT_MEMORY,
                Math.toIntExact(Math.min(descriptors - descriptors / PART_OF_DESCRIPTORS, Integer.MAX_VALUE)),
                Runtime.getRuntime().availableProcessors());
    }

    private static long maxDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() > 0 ? unix.getMaxFileDescriptorCount() : SUPPOSED_DESCRIPTORS;
    }
}
