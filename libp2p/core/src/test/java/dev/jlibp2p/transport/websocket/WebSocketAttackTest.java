package dev.jlibp2p.transport.websocket;

import static dev.jlibp2p.transport.websocket.FrameReaderTest.frame;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.network.Baseline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** H14: what a hostile client does to a WebSocket listener, and what it gets for it. */
class WebSocketAttackTest {

    private static final String REQUEST = """
            GET /any/path HTTP/1.1\r
            Host: somebody.else.example\r
            Upgrade: websocket\r
            Connection: keep-alive, Upgrade\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            """;

    private Host server;

    private Socket socket;

    @BeforeEach
    void begin() throws IOException {
        WebSocketSettings quick = new WebSocketSettings(() -> {
            throw new AssertionError("nothing is dialled");
        }, null, Duration.ofSeconds(2));
        server = Libp2p.builder()
                .transports(List.of(context -> new WebSocketTransport(context.loops(), context.random(), quick)))
                .listen("/ip4/127.0.0.1/tcp/0/ws")
                .start();
        int port = server.addresses().listen().getFirst().socketAddress().orElseThrow().getPort();
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
    }

    @AfterEach
    void end() throws IOException {
        socket.close();
        // Whatever came, nothing of it is left.
        Baseline.await(() -> server.network().resources().unproven().connections() == 0, () -> "a connection is left");
        server.close();
    }

    @Test
    void thisRequestIsAnsweredAsTheSpecificationSays() throws Exception {
        send(REQUEST + "\r\n");

        assertThat(answer()).startsWith("HTTP/1.1 101 ").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void compressionIsNotAgreedOn() throws Exception {
        send(REQUEST + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                + "Sec-WebSocket-Protocol: chat\r\n\r\n");

        assertThat(answer()).startsWith("HTTP/1.1 101 ").doesNotContainIgnoringCase("extensions", "Protocol: chat");
        socket.getOutputStream().write(frame(0xc2, true, new byte[100]));
        assertThat(closeCode()).isEqualTo(1002);
    }

    @Test
    void headersBeyondTheCapAreRefused() throws Exception {
        send(REQUEST);
        send("X: " + "x".repeat(Handshake.MAX_HEADERS));
        // What it has not read resets the connection, which may overtake the 431.
        assertThat(rest()).doesNotContain(" 101 ");
    }

    @Test
    void headersThatNeverEndAreCutOffAtTheDeadline() throws Exception {
        send(REQUEST);

        assertThat(rest()).isEmpty();
    }

    @Test
    void whoAsksForSomethingElseIsTurnedAway() throws Exception {
        send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(answer()).startsWith("HTTP/1.1 426 ").contains("13");
        assertThat(rest()).isEmpty();
    }

    @Test
    void aRequestWithABodyIsTurnedAway() throws Exception {
        send(REQUEST + "Content-Length: 5\r\n\r\nhello");

        assertThat(rest()).doesNotContain(" 101 ");
    }

    @Test
    void aRequestOfAnotherVersionIsTurnedAway() throws Exception {
        send(REQUEST.replace("Version: 13", "Version: 8") + "\r\n");

        assertThat(answer()).startsWith("HTTP/1.1 426 ");
    }

    @Test
    void noiseInsteadOfHttpIsTurnedAway() throws Exception {
        send("\u0013/multistream/1.0.0\n".repeat(10) + "\r\n\r\n");

        assertThat(answer() + rest()).doesNotContain(" 101 ");
    }

    @Test
    void framesThatAreNotMaskedAreAProtocolError() throws Exception {
        open();
        socket.getOutputStream().write(frame(0x82, false, new byte[]{1}));

        assertThat(closeCode()).isEqualTo(1002);
    }

    @Test
    void textIsRefused() throws Exception {
        open();
        socket.getOutputStream().write(frame(0x81, true, new byte[]{'a'}));

        assertThat(closeCode()).isEqualTo(1003);
    }

    @Test
    void aPingInFragmentsIsAProtocolError() throws Exception {
        open();
        for (int i = 0; i < 1_000; i++) {
            try {
                socket.getOutputStream().write(frame(0x09, true, new byte[10]));
            } catch (SocketException e) {
                // It is over.
                break;
            }
        }
        assertThat(closeCode()).isEqualTo(1002);
    }

    @Test
    void aFrameThatIsTooBigIsToldSo() throws Exception {
        open();
        socket.getOutputStream().write(new byte[]{(byte) 0x82, (byte) 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4});

        assertThat(closeCode()).isEqualTo(1009);
    }

    private void open() throws IOException {
        send(REQUEST + "\r\n");
        assertThat(answer()).startsWith("HTTP/1.1 101 ");
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of an HTTP answer. */
    private String answer() throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    /** All that comes until the connection ends, which it has to. */
    private String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (SocketException reset) {
            // As good an end as any.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** The code of the frame that the connection ends with. */
    private int closeCode() throws IOException {
        byte[] all = rest().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(all.length).isGreaterThanOrEqualTo(4);
        assertThat(all[all.length - 4]).isEqualTo((byte) 0x88);
        assertThat(all[all.length - 3]).isEqualTo((byte) 2);
        return (all[all.length - 2] & 0xff) << 8 | all[all.length - 1] & 0xff;
    }
}
