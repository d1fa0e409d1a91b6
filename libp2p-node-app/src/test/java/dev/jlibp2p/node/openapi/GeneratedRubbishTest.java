package dev.jlibp2p.node.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.jayway.jsonpath.JsonPath;
import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

/** Every call of the API's description, with right, wrong, odd and huge values for everything it takes. */
@LeaksCheckedOnce
@DirtiesContext
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {"libp2p.identity.type=ephemeral",
    "libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.agent-version=rubbish/1"})
class GeneratedRubbishTest {

    private static final int REQUESTS = 600;

    /** A stack trace, or a name that only a programmer of this node knows. */
    private static final Pattern INSIDE = Pattern
            .compile(
                    "\\b(java|jakarta|org\\.springframework|org\\.apache|dev\\.jlibp2p|tools\\.jackson|io\\.netty)\\."
                            + "|Exception\\b|\\.java:|<html",
                    Pattern.CASE_INSENSITIVE);

    private static final String LOCAL = "Host: localhost";

    private static final String STRANGER = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

    @LocalServerPort
    private int port;

    @Autowired
    private Host node;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void everyAnswerIsOneOfThoseDescribed(long seed) throws IOException {
        List<Call> calls = Call.in(Files.readString(Path.of("openapi.json")));
        try (Host other = Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").start()) {
            node.connect(other.id(), other.addresses().listen());
            Rubbish rubbish = new Rubbish(seed,
                    List.of(other.id().toString(), other.id().toCid().toString(), node.id().toString(), STRANGER));
            Map<String, Set<Integer>> seen = new TreeMap<>();
            Call dial = calls.stream()
                    .filter(call -> call.method().equals("POST") && call.path().endsWith("/peers"))
                    .findFirst()
                    .orElseThrow();
            for (int i = 0; i < REQUESTS; i++) {
                // One in five: it has the most ways to end.
                Call call = i % 5 == 0 ? dial : calls.get(i % calls.size());
                int status = check(call, rubbish, "seed " + seed + ", request " + i);
                seen.computeIfAbsent(call.method() + " " + call.path(), name -> new TreeSet<>()).add(status);
            }
            assertThat(seen).hasSize(calls.size())
                    .allSatisfy((call, statuses) -> assertThat(statuses).as(call).isNotEmpty())
                    .hasEntrySatisfying("POST /api/v1/peers", statuses -> assertThat(statuses).contains(400, 502))
                    .hasEntrySatisfying("GET /api/v1/peers", statuses -> assertThat(statuses).contains(200, 400));
        }
    }

    @Test
    void whatIsNoRequestAtAllIsAProblemToo() throws IOException {
        String good = "GET /api/v1/node HTTP/1.1";
        String chunks = "Transfer-Encoding: chunked";
        String post = "POST /api/v1/peers HTTP/1.1";
        for (String request : List.of(lines(good, LOCAL, "X: " + "y".repeat(20_000)),
                lines("GET /" + "y".repeat(20_000) + " HTTP/1.1", LOCAL), lines(good, "Host: local host"), lines(good),
                lines("GET /a b HTTP/1.1", LOCAL), lines("GET /<> HTTP/1.1", LOCAL), lines("GE T / HTTP/1.1", LOCAL),
                lines("GET / HTTP/9.9", LOCAL), lines("\u0016\u0003\u0001"), lines(post, LOCAL, "Content-Length: -1"),
                lines(post, LOCAL, chunks, "Content-Type: application/json", "", "zz"),
                lines(post, LOCAL, "Transfer-Encoding: nonsense"))) {
            String answer = send(request.getBytes(StandardCharsets.ISO_8859_1));
            requireProblem(answer, request.substring(0, Math.min(60, request.length())));
        }
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private int check(Call call, Rubbish rubbish, String which) throws IOException {
        byte[] request = request(call, rubbish);
        String answer = send(request);
        String told = which + ": " + new String(request, 0, Math.min(600, request.length), StandardCharsets.UTF_8)
                + "\n-> " + answer;
        assertThat(answer).as(told).startsWith("HTTP/1.1 ").doesNotContain("\nX-Injected:");
        int status = Integer.parseInt(answer.substring(9, 12));
        // A path of rubbish may be another path, or the call's with another method.
        assertThat(status).as(told).matches(code -> call.statuses().contains(code) || code == 404 || code == 405);
        if (status >= 400) {
            requireProblem(answer, told);
        }
        return status;
    }

    private static void requireProblem(String answer, String told) {
        assertThat(answer).as(told)
                .matches("(?s)HTTP/1.1 (4\\d\\d|50[1-5]).*")
                .containsIgnoringCase("Content-Type: application/problem+json")
                .doesNotContainPattern(INSIDE);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        Map<String, Object> problem = JsonPath.read(body, "$");
        assertThat(problem).as(told).containsKeys("type", "title", "status", "detail", "instance", "code", "errors");
    }

    private byte[] request(Call call, Rubbish rubbish) throws IOException {
        String path = call.path();
        for (Call.Parameter parameter : call.parameters()) {
            if (parameter.inPath()) {
                path = path.replace("{" + parameter.name() + "}", rubbish.value(parameter));
            }
        }
        String query = call.parameters()
                .stream()
                .filter(parameter -> !parameter.inPath() && rubbish.oneIn(3))
                .map(parameter -> parameter.name() + "=" + rubbish.value(parameter))
                .collect(Collectors.joining("&"));
        if (rubbish.oneIn(10)) {
            query += "&%zz=" + "%";
        }
        byte[] body = call.hasBody() || rubbish.oneIn(10)
                ? rubbish.body().getBytes(StandardCharsets.UTF_8)
                : new byte[0];
        String head = lines(call.method() + " " + path + (query.isEmpty() ? "" : "?" + query) + " HTTP/1.0", LOCAL,
                "Accept: " + (rubbish.oneIn(10) ? rubbish.form() : "*/*"),
                "Content-Type: " + (rubbish.oneIn(6) ? rubbish.form() : "application/json"),
                "Content-Length: " + body.length, "Connection: close");
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.write(head.getBytes(StandardCharsets.ISO_8859_1));
        request.write(body);
        return request.toByteArray();
    }

    /**
     * Whatever comes back before the connection ends. A server that reads no further may cut off what is on its way, its answer
     * included: then the request is sent again.
     */
    private String send(byte[] request) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int tries = 1; answer.size() == 0; tries++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(30_000);
                write(socket, request);
                socket.getInputStream().transferTo(answer);
                break;
            } catch (SocketException e) {
                if (answer.size() == 0 && tries == 10) {
                    throw e;
                }
            }
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static void write(Socket socket, byte[] request) throws IOException {
        try {
            socket.getOutputStream().write(request);
        } catch (SocketException e) {
            // what was answered before may still be read
        }
    }
}
