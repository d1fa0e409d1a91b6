package dev.jlibp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaledLimitsTest {

    private static final long MIB = 1L << 20;

    /** The whole table for machines of every size, so that a slip of a factor shows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # MiB| files | cpus | in     | out   | streams | unproven in | out  | peer MiB | connection MiB
            16   | 128   | 1    | 84     | 42    | 2048    | 32          | 21   | 8        | 8
            64   | 192   | 2    | 128    | 64    | 8192    | 32          | 32   | 32       | 32
            256  | 768   | 2    | 512    | 256   | 32768   | 64          | 128  | 96       | 64
            256  | 15000 | 2    | 8192   | 5000  | 32768   | 512         | 512  | 96       | 64
            2048 | 49152 | 8    | 32768  | 16384 | 262144  | 2048        | 2048 | 320      | 64
            """)
    void everyLimitFitsTheProcess(long memory, int files, int cpus, int in, int out, int streams, int unprovenIn,
            int unprovenOut, long peerMemory, long connectionMemory) {
        ResourceLimits limits = ResourceLimits.scaledTo(new Capacity(memory * MIB, files, cpus));

        assertThat(limits.system()).isEqualTo(new Limits(in, out, streams, streams, memory * MIB));
        assertThat(limits.unproven().connectionsInbound()).isEqualTo(unprovenIn);
        assertThat(limits.unproven().connectionsOutbound()).isEqualTo(unprovenOut);
        assertThat(limits.unproven().memory()).isBetween((unprovenIn + unprovenOut) * ResourceManager.HANDSHAKE_BYTES,
                memory * MIB);
        assertThat(limits.peer()).isEqualTo(new Limits(8, 8, 1024, 1024, peerMemory * MIB));
        assertThat(limits.connection().memory()).isEqualTo(connectionMemory * MIB);
        assertThat(limits.protocol().streamsInbound()).isEqualTo(streams / 2);
        assertThat(limits.protocol().memory()).isEqualTo(memory * MIB / 2);
        assertThat(limits.accept()).isEqualTo(AcceptLimits.DEFAULTS);
        assertThat(in + out).isLessThanOrEqualTo(files);
    }

    @Test
    void thisProcessHasACapacity() {
        Capacity capacity = Capacity.ofThisProcess();
        assertThat(capacity.memory()).isBetween(MIB, Runtime.getRuntime().maxMemory() * 4);
        assertThat(capacity.fileDescriptors()).isGreaterThan(100);
        assertThat(ResourceManager.withDefaults().limits()).isEqualTo(ResourceLimits.scaledTo(capacity));
    }
}
