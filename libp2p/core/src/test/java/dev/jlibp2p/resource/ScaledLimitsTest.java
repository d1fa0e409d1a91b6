package dev.jlibp2p.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledLimitsTest {

    private static final long MIB = 1L << 20;

    /**
     * The whole table for machines of every size, so that a slip of a factor shows: MiB, descriptors, processors; connections
     * in and out; streams; connections in and out in their handshake; MiB of a peer and of a connection; streams of a peer.
     */
    @ParameterizedTest
    @ValueSource(strings = {"16 128 1 | 84 42 | 2048 | 32 21 | 8 8 | 128",
        "64 192 2 | 128 64 | 4096 | 32 32 | 32 32 | 256",
        "256 768 2 | 512 256 | 16384 | 64 128 | 96 64 | 1024",
        "256 15000 2 | 8192 5000 | 16384 | 512 512 | 96 64 | 1024",
        "2048 49152 8 | 32768 16384 | 131072 | 2048 2048 | 320 64 | 1024"})
    void everyLimitFitsTheProcess(String row) {
        int[] n = Arrays.stream(row.replace("|", "").split(" +")).mapToInt(Integer::parseInt).toArray();
        long memory = n[0] * MIB;
        ResourceLimits limits = ResourceLimits.scaledTo(new Capacity(memory, n[1], n[2]));

        assertThat(limits.system()).isEqualTo(new Limits(n[3], n[4], n[5], n[5], memory));
        assertThat(limits.unproven().connectionsInbound()).isEqualTo(n[6]);
        assertThat(limits.unproven().connectionsOutbound()).isEqualTo(n[7]);
        assertThat(limits.unproven().memory()).isBetween((n[6] + n[7]) * ResourceManager.HANDSHAKE_BYTES, memory);
        assertThat(limits.peer()).isEqualTo(new Limits(8, 8, n[10], n[10], n[8] * MIB));
        assertThat(8 * n[10]).as("what eight peers may have in negotiation")
                .isLessThanOrEqualTo(limits.unproven().streamsInbound());
        assertThat(limits.connection()).isEqualTo(new Limits(0, 0, n[10], n[10], n[9] * MIB));
        assertThat(limits.protocol()).isEqualTo(new Limits(0, 0, n[5] / 2, n[5] / 2, memory / 2));
        assertThat(limits.accept()).isEqualTo(AcceptLimits.DEFAULTS);
        assertThat(n[3] + n[4]).isLessThanOrEqualTo(n[1]);
    }

    @Test
    void thisProcessHasACapacity() {
        Capacity capacity = Capacity.ofThisProcess();
        assertThat(capacity.memory()).isBetween(MIB, Runtime.getRuntime().maxMemory() * 4);
        assertThat(capacity.fileDescriptors()).isGreaterThan(100);
        assertThat(ResourceManager.withDefaults().limits()).isEqualTo(ResourceLimits.scaledTo(capacity));
    }
}
