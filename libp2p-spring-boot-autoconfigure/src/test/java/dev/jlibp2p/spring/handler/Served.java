package dev.jlibp2p.spring.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** An application with handlers, and a peer of its that knows nothing of Spring, over loopback TCP. */
record Served(ConfigurableApplicationContext application, Host host, Host client, Connection connection)
        implements
            AutoCloseable {

    static Served start(Class<?> source, String... properties) throws IOException {
        ConfigurableApplicationContext application = new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
                .properties("libp2p.listen=/ip4/127.0.0.1/tcp/0", "libp2p.identity.type=ephemeral",
                        "spring.main.banner-mode=off")
                .properties(properties)
                .run();
        Host host = application.getBean(Host.class);
        Host client = Libp2p.builder().start();
        return new Served(application, host, client, client.connect(host.id(), host.addresses().listen()));
    }

    Stream open(String protocol) throws IOException {
        return connection.open(ProtocolId.of(protocol));
    }

    String ask(String protocol, String request) throws IOException {
        return new String(ask(protocol, request.getBytes(UTF_8)), UTF_8);
    }

    byte[] ask(String protocol, byte[] request) throws IOException {
        return ask(connection, protocol, request);
    }

    static String ask(Connection connection, String protocol, String request) throws IOException {
        return new String(ask(connection, protocol, request.getBytes(UTF_8)), UTF_8);
    }

    private static byte[] ask(Connection connection, String protocol, byte[] request) throws IOException {
        try (Stream stream = connection.open(ProtocolId.of(protocol))) {
            DelimitedMessages.write(stream.output(), request);
            byte[] answer = DelimitedMessages.read(stream.input(), 1 << 20);
            assertThat(stream.input().read()).as("one answer, then the end").isEqualTo(-1);
            return answer;
        }
    }

    /** On a thread of its own. */
    CompletableFuture<String> askLater(String protocol, String request) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(ask(protocol, request));
            } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    MethodStreamHandler handler(String protocol) {
        return application.getBean(StreamHandlerContainer.class)
                .handlers()
                .stream()
                .filter(handler -> handler.settings().protocols().contains(ProtocolId.of(protocol)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        client.close();
        application.close();
    }
}
