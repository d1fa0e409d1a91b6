package dev.jlibp2p;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class Libp2pVersionTest {
    @Test
    void theBuildWroteItsVersionDown() {
        assertThat(Libp2pVersion.current()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
    }

    @Test
    void theAgentVersionNamesTheLibraryAndItsVersion() {
        assertThat(Libp2pVersion.agentVersion()).isEqualTo("jlibp2p/" + Libp2pVersion.current());
    }
}
