package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.web.servlet.client.RestTestClient;

/** Everything that is on by default is off here, and the other way round; {@link NodeApiTest} shows the defaults. */
@LeaksCheckedOnce
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/memory/0", "libp2p.transports.memory.enabled=true", "libp2p.transports.tcp.enabled=false",
    "libp2p.transports.websocket.enabled=false", "libp2p.transports.quic.enabled=false", "libp2p.security=tls",
    "libp2p.muxers=mplex",
    "libp2p.pnet.key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"})
class SwitchesTest {

    @Autowired
    private RestTestClient rest;

    @Test
    void aSwitchInTheConfigurationIsSeenInTheNode() {
        rest.get()
                .uri("/api/v1/node")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.transports")
                .isEqualTo(List.of("memory"))
                .jsonPath("$.security")
                .isEqualTo(List.of("tls"))
                .jsonPath("$.muxers")
                .isEqualTo(List.of("mplex"))
                .jsonPath("$.features")
                .value(Object.class, names -> assertThat(String.valueOf(names)).contains("pnet:"));
    }
}
