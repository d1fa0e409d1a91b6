package dev.jlibp2p.node.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** What somebody who may call this API cannot make the node do: be a way into the network it stands in. */
@LeaksCheckedOnce
@DirtiesContext
@AutoConfigureRestTestClient
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.upgrade-timeout=20s"})
class DialAbuseTest {

    private static final String SECRET = "internal-service-banner-4711";

    private static final String FORBIDDEN = "127.0.0.9";

    private static final PeerId PEER = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();

    @Autowired
    private RestTestClient rest;

    @ParameterizedTest
    @ValueSource(strings = {SECRET + "\r\n", "HTTP/1.1 200 OK\r\nServer: " + SECRET + "\r\nContent-Length: 0\r\n\r\n",
        "\u001d" + SECRET + "\n", "\u0013/multistream/1.0.0\n\u001d" + SECRET + "\n"})
    void aDialTellsNothingOfWhatAnswersAndSaysNothingButLibp2p(String answer) throws Exception {
        List<String> received = new ArrayList<>();
        ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread serving = Thread.ofVirtual().start(() -> serve(service, answer, received));
        String problem = body(dial("/ip4/127.0.0.1/tcp/" + service.getLocalPort()), 502);
        service.close();
        serving.join();
        assertThat(received).isNotEmpty()
                .allSatisfy(said -> assertThat(said).startsWith("\u0013/multistream/1.0.0\n")
                        .doesNotContain("HTTP", "GET", "Host"));
        assertThat(problem).contains("\"code\":\"unreachable\"").doesNotContain(SECRET, "HTTP/1.1");
    }

    @Test
    void whatTheGaterRefusesIsNotEvenTouched() throws IOException {
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getByName(FORBIDDEN))) {
            assertThat(body(dial("/ip4/" + FORBIDDEN + "/tcp/" + service.getLocalPort()), 403))
                    .contains("\"code\":\"gated\"");
            service.setSoTimeout(1);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(service::accept);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ip4/127.0.0.1/tcp/1/http", "/ip4/127.0.0.1/tcp/1/tls/http", "/ip4/127.0.0.1/udp/53",
        "/unix/var%2Frun%2Fdocker.sock", "/dns4/localhost/tcp/1/wss"})
    void whatIsNoLibp2pTransportIsNotDialled(String address) {
        ResponseSpec response = dial(address);
        response.expectStatus().value(status -> assertThat(status).isIn(400, 502));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1/", "file:///etc/passwd", "gopher://127.0.0.1:1/x", "//127.0.0.1:1",
        "127.0.0.1:1", "jar:http://127.0.0.1:1!/"})
    void aUrlIsNoAddress(String url) {
        assertThat(body(post("{\"addrs\":[\"" + url + "\"]}"), 400)).contains("\"code\":\"malformed\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"heapdump", "threaddump", "env", "configprops", "beans", "conditions", "loggers",
        "mappings",
        "metrics", "shutdown", "restart", "httpexchanges", "scheduledtasks", "sbom", "startup", "logfile"})
    void nothingOfTheInsideIsExposed(String endpoint) {
        rest.get().uri("/actuator/" + endpoint).exchange().expectStatus().isNotFound();
        rest.post().uri("/actuator/" + endpoint).exchange().expectStatus().isNotFound();
    }

    /** Until it is closed: a dial that was answered in no libp2p may try once more, from another port. */
    private static void serve(ServerSocket service, String answer, List<String> received) {
        while (!service.isClosed()) {
            try (Socket socket = service.accept()) {
                byte[] buffer = new byte[512];
                int got = socket.getInputStream().read(buffer);
                received.add(new String(buffer, 0, Math.max(got, 0), StandardCharsets.ISO_8859_1));
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException e) {
                // Closed, by the test or by the node, which has read enough.
            } catch (IOException e) {
                received.add(e.toString());
            }
        }
    }

    private ResponseSpec dial(String address) {
        return post("{\"addrs\":[\"" + address + "/p2p/" + PEER + "\"]}");
    }

    private ResponseSpec post(String body) {
        return rest.post().uri("/api/v1/peers").contentType(MediaType.APPLICATION_JSON).body(body).exchange();
    }

    private static String body(ResponseSpec response, int status) {
        return String.valueOf(
                response.expectStatus().isEqualTo(status).expectBody(String.class).returnResult().getResponseBody());
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Network {

        @Bean
        ConnectionGater gater() {
            return new ConnectionGater() {

                @Override
                public boolean admitsDial(@Nullable PeerId peer, Multiaddr address) {
                    return !address.toString().contains(FORBIDDEN);
                }

                @Override
                public boolean admitsPeer(Role role, PeerId peer, Multiaddr peerAddress) {
                    return true;
                }
            };
        }
    }
}
