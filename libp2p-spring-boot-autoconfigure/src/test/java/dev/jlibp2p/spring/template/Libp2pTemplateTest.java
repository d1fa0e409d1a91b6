package dev.jlibp2p.spring.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.StringValue;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.ProtocolNotSupportedException;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.Blocking;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.spring.handler.Libp2pStreamHandler;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.unit.DataSize;

/** One application asks another. */
@LeaksCheckedOnce
@Timeout(60)
class Libp2pTemplateTest {

    private static ConfigurableApplicationContext server;

    private static ConfigurableApplicationContext client;

    private static Libp2pOperations template;

    private static PeerId peer;

    private static Connection connection;

    @BeforeAll
    static void start() throws IOException {
        server = run(Server.class, "libp2p.listen=/ip4/127.0.0.1/tcp/0");
        client = run(Client.class, "libp2p.listen=");
        template = client.getBean(Libp2pOperations.class);
        Host host = server.getBean(Host.class);
        peer = host.id();
        connection = template.connect(host.id().addTo(host.addresses().listen().get(0)));
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void whoIsConnectedAlreadyStaysSo() throws IOException {
        assertThat(connection.peer()).isEqualTo(peer);
        assertThat(template.connect(peer, List.of())).isEqualTo(connection);
    }

    @Test
    void requestsAreAnsweredInTheTypeAskedFor() throws IOException {
        assertThat(template.request(peer, protocol("text"), "world", String.class)).isEqualTo("Hello world");
        assertThat(template.request(peer, protocol("text"), "world".getBytes(UTF_8),
                byte[].class)).hasSize(11);
        assertThat(template.request(peer, protocol("json"), new Order("tea", 2), Order.class))
                .isEqualTo(new Order("tea", 4));
        assertThat(template.request(peer, protocol("protobuf"), StringValue.of("abc"), StringValue.class).getValue())
                .isEqualTo("ABC");
    }

    @Test
    void anAnswerMayHaveTypeArguments() throws IOException {
        Map<String, List<Order>> orders = template.request(peer, protocol("generic"), List.of(new Order("tea", 1)),
                new ParameterizedTypeReference<Map<String, List<Order>>>() {});
        assertThat(orders.get("orders")).containsExactly(new Order("tea", 1));
    }

    @Test
    void whatIsSentHasBeenHandled() throws IOException {
        template.send(peer, protocol("sent"), "fact");
        assertThat(server.getBean(Handlers.class).sent).containsExactly("fact");
    }

    @Test
    void pingMeasures() throws IOException {
        assertThat(template.ping(peer)).isPositive();
    }

    @Test
    void anOpenStreamIsTheCallers() throws IOException {
        try (Stream stream = template.open(peer, protocol("nobody"), protocol("watched"))) {
            assertThat(stream.protocol()).isEqualTo(protocol("watched"));
            stream.output().write(7);
            stream.output().flush();
            assertThat(stream.input().read()).isEqualTo(7);
        }
    }

    @Test
    void aPeerNobodyKnowsIsNotReached() {
        PeerId stranger = Identity.generate(KeyType.ED25519, new SecureRandom()).peerId();
        assertThatThrownBy(() -> template.request(stranger, protocol("text"), "x", String.class))
                .isInstanceOf(DialException.class)
                .hasMessageContaining(stranger.toString());
    }

    @Test
    void aProtocolThePeerDoesNotSpeakIsSaid() {
        assertThatThrownBy(() -> template.request(peer, protocol("nobody"), "x", String.class))
                .isInstanceOf(ProtocolNotSupportedException.class);
    }

    @Test
    void aRefusalCarriesItsCode() {
        assertThatThrownBy(() -> template.request(peer, protocol("json"), "no json", String.class))
                .asInstanceOf(type(RequestRefusedException.class))
                .returns(ResetCodes.PROTOCOL_VIOLATION, RequestRefusedException::code)
                .satisfies(refused -> assertThat(refused).hasMessage("request /json/1 to " + peer
                        + ": the peer reset the stream, finding the request too long, malformed or invalid"));
    }

    @Test
    void anAnswerThatIsMissingTooLongOrOfAnotherTypeIsUnreadable() throws IOException {
        assertThatThrownBy(() -> template.request(peer, protocol("sent"), "x", String.class))
                .isInstanceOf(UnreadableAnswerException.class)
                .hasMessageContaining("no answer");
        assertThatThrownBy(() -> template.request(peer, protocol("text"), "x", Order.class))
                .isInstanceOf(UnreadableAnswerException.class)
                .hasCauseInstanceOf(MessageConversionException.class)
                .hasMessageContaining("Order");
        Libp2pTemplate narrow = client.getBean(Libp2pTemplate.class).withMaxMessageSize(DataSize.ofBytes(7));
        assertThat(narrow.request(peer, protocol("text"), "1", String.class)).isEqualTo("Hello 1");
        assertThatThrownBy(() -> narrow.request(peer, protocol("text"), "12", String.class))
                .isInstanceOf(UnreadableAnswerException.class)
                .hasMessageContaining("message of 8 bytes (expected: at most 7)");
    }

    @Test
    void aBodyNobodyCanWriteIsTheCallersMistake() {
        assertThatThrownBy(() -> template.request(peer, protocol("text"), new Unwritable(), String.class))
                .isInstanceOf(MessageConversionException.class);
    }

    @Test
    void aCallThatTakesTooLongIsGivenUpAndItsStreamReset() throws InterruptedException {
        assertThatThrownBy(() -> template.withTimeout(Duration.ofMillis(300))
                .request(peer, protocol("watched"), "x", String.class))
                .isInstanceOf(RequestTimeoutException.class)
                .hasMessageContaining("request /watched/1 to " + peer + ": not done within 300 ms");
        assertThatThePeerSawAReset();
    }

    @Test
    void anInterruptedCallIsGivenUpAndItsStreamReset() throws InterruptedException {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread caller = Thread.startVirtualThread(() -> {
            try {
                template.request(peer, protocol("watched"), "x", String.class);
            } catch (IOException e) {
                end.complete(e);
            }
        });
        awaitWatched();
        caller.interrupt();
        assertThat(end.join()).isInstanceOf(InterruptedIOException.class);
        assertThatThePeerSawAReset();
    }

    @Test
    void whatIsAskedAsynchronouslyIsAnsweredOnAVirtualThread() throws Exception {
        AsyncLibp2pOperations async = template.async();
        CompletableFuture<Boolean> virtual = async.request(peer, protocol("text"), "world", String.class)
                .thenApplyAsync(answer -> answer.equals("Hello world") && Thread.currentThread().isVirtual());
        assertThat(virtual.get()).isTrue();
        assertThat(async.ping(peer).get()).isPositive();
        assertThat(async.send(peer, protocol("text"), "x").get()).isNull();
        assertThat(async.connect(peer, List.of()).get()).isEqualTo(connection);
        assertThat(async.request(peer, protocol("generic"), List.of(),
                new ParameterizedTypeReference<Map<String, List<Order>>>() {}).get()).containsKey("orders");
        try (Stream stream = async.open(peer, protocol("text")).get()) {
            assertThat(stream.peer()).isEqualTo(peer);
        }
    }

    @Test
    void anAsynchronousFailureHasTheSameCause() {
        assertThatThrownBy(() -> template.async().request(peer, protocol("nobody"), "x", String.class).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ProtocolNotSupportedException.class);
    }

    @Test
    void cancellingResetsTheStream() throws InterruptedException {
        CompletableFuture<String> answer = template.async().request(peer, protocol("watched"), "x", String.class);
        awaitWatched();
        answer.cancel(true);
        assertThatThePeerSawAReset();
    }

    @Test
    void anAnswerNobodyWaitsForAnyMoreResetsTheStream() throws InterruptedException {
        CompletableFuture<String> answer = template.async().request(peer, protocol("watched"), "x", String.class);
        awaitWatched();
        answer.complete("never mind");
        assertThatThePeerSawAReset();
    }

    @Test
    void aStreamThatOpensTooLateIsReset() throws InterruptedException, IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        Stream stream = template.open(peer, protocol("watched"));
        CompletableFuture<Stream> opening = VirtualThreadFuture.of(() -> {
            begun.countDown();
            awaitHoweverOftenInterrupted(late);
            return stream;
        });
        begun.await();
        opening.cancel(true);
        stream.output().write(7);
        stream.output().flush();
        assertThat(stream.input().read()).as("not reset yet").isEqualTo(7);
        late.countDown();
        assertThatThePeerSawAReset();
    }

    @Test
    void aStreamThatOpensAfterItsTimeLimitIsReset() throws InterruptedException, IOException {
        CountDownLatch late = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        Stream stream = template.open(peer, protocol("watched"));
        stream.output().write(7);
        stream.output().flush();
        CompletableFuture<Stream> opening = VirtualThreadFuture
                .of(() -> TimedCall.within(Duration.ofSeconds(30), () -> "opening", () -> {
                    begun.countDown();
                    awaitHoweverOftenInterrupted(late);
                    return stream;
                }));
        begun.await();
        opening.cancel(true);
        assertThat(stream.input().read()).as("not reset yet").isEqualTo(7);
        late.countDown();
        assertThatThePeerSawAReset();
    }

    private static void awaitHoweverOftenInterrupted(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void anEventLoopMustNotWait() throws IOException {
        try (Stream stream = template.open(peer, protocol("watched"))) {
            assertThatThrownBy(() -> stream.channel().eventLoop().submit(() -> template.ping(peer)).get())
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void limitsHaveABound() {
        Libp2pTemplate own = client.getBean(Libp2pTemplate.class);
        assertThatThrownBy(() -> own.withTimeout(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> own.withMaxMessageSize(DataSize.ofBytes(0))).hasMessageContaining("0B");
        assertThatThrownBy(() -> own.withMaxMessageSize(DataSize.ofMegabytes(256))).hasMessageContaining("268435456B");
    }

    private static void awaitWatched() throws InterruptedException {
        assertThat(server.getBean(Handlers.class).entered.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    private static void assertThatThePeerSawAReset() throws InterruptedException {
        assertThat(server.getBean(Handlers.class).ends.poll(30, TimeUnit.SECONDS))
                .asInstanceOf(type(StreamResetException.class))
                .returns(true, StreamResetException::byPeer);
        server.getBean(Handlers.class).entered.clear();
    }

    private static ProtocolId protocol(String name) {
        return ProtocolId.of("/" + name + "/1");
    }

    private static ConfigurableApplicationContext run(Class<?> source, String property) {
        return new SpringApplicationBuilder(source).web(WebApplicationType.NONE)
                .properties(property, "libp2p.identity.type=ephemeral", "spring.main.banner-mode=off")
                .run();
    }

    record Order(String item, int count) {}

    static class Unwritable {

        public String getText() {
            throw new IllegalStateException("no text");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Client {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Handlers.class)
    static class Server {}

    static class Handlers {

        private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();

        private final BlockingQueue<String> entered = new LinkedBlockingQueue<>();

        private final BlockingQueue<IOException> ends = new LinkedBlockingQueue<>();

        @Libp2pStreamHandler("/text/1")
        String text(String name) {
            return "Hello " + name;
        }

        @Libp2pStreamHandler("/json/1")
        Order json(Order order) {
            return new Order(order.item(), 2 * order.count());
        }

        @Libp2pStreamHandler("/generic/1")
        Map<String, List<Order>> generic(List<Order> orders) {
            return Map.of("orders", orders);
        }

        @Libp2pStreamHandler("/protobuf/1")
        StringValue protobuf(StringValue text) {
            return StringValue.of(text.getValue().toUpperCase(Locale.ROOT));
        }

        @Libp2pStreamHandler("/sent/1")
        void sent(String text) {
            if (text.equals("fact")) {
                sent.add(text);
            }
        }

        /** Sends the first byte back and never ends by itself. */
        @Libp2pStreamHandler("/watched/1")
        void watched(Stream stream) throws IOException {
            int first = stream.input().read();
            entered.add("entered");
            try {
                if (first == 7) {
                    stream.output().write(first);
                    stream.output().flush();
                }
                Blocking.await(stream.channel().closeFuture());
                stream.output().flush();
            } catch (IOException e) {
                ends.add(e);
            }
        }
    }
}
