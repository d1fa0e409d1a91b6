package dev.jlibp2p.spring.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.StringValue;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.Payload;

/** Handlers as peers meet them. */
@LeaksCheckedOnce
@Timeout(60)
class StreamHandlerTest {

    private static Served served;

    @BeforeAll
    static void start() throws IOException {
        served = Served.start(Application.class, "names.placeholder=/from-a-placeholder/1.0.0",
                "limits.longest=16B");
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    @Test
    void textIsAnsweredAndTheSenderIsWhomTheHandshakeProved() throws IOException {
        assertThat(served.ask("/greeting/1.0.0", "world")).isEqualTo("Hello world, you are " + served.client().id());
    }

    @Test
    void aSenderNamedInThePayloadIsOnlyPayload() throws IOException {
        assertThat(served.ask("/order/1.0.0", "{\"item\":\"tea\",\"sender\":\"" + served.host().id() + "\"}"))
                .isEqualTo("{\"item\":\"tea\",\"orderedBy\":\"" + served.client().id() + "\"}");
    }

    @Test
    void bytesArePassedAsTheyAre() throws IOException {
        byte[] bytes = {0, -1, 127, -128};
        assertThat(served.ask("/bytes/1.0.0", bytes)).isEqualTo(bytes);
    }

    @Test
    void protobufMessagesAreReadAndWritten() throws IOException {
        byte[] answer = served.ask("/protobuf/1.0.0", StringValue.of("abc").toByteArray());
        assertThat(StringValue.parseFrom(answer).getValue()).isEqualTo("cba");
    }

    @Test
    void aRequestOfNoBytesIsARequest() throws IOException {
        assertThat(served.ask("/greeting/1.0.0", "")).isEqualTo("Hello , you are " + served.client().id());
        assertThat(served.ask("/protobuf/1.0.0", new byte[0])).isEmpty();
    }

    @Test
    void aListOfRecordsIsConvertedWithItsTypeArguments() throws IOException {
        assertThat(served.ask("/orders/1.0.0", "[{\"item\":\"tea\"},{\"item\":\"milk\"}]")).isEqualTo("tea+milk");
    }

    @Test
    void aPayloadThatMayBeMissingMayBeMissing() throws IOException {
        assertThat(new String(answerToNothing("/optional/1.0.0"), UTF_8)).isEqualTo("nothing");
        assertThat(served.ask("/optional/1.0.0", "something")).isEqualTo("something");
        assertThat(new String(answerToNothing("/not-required/1.0.0"), UTF_8)).isEqualTo("null");
    }

    @Test
    void aMethodWithoutAPayloadAnswersWithoutARequest() throws IOException {
        try (Stream stream = served.open("/who-am-i/1.0.0")) {
            assertThat(new String(DelimitedMessages.read(stream.input(), 100), UTF_8))
                    .isEqualTo(served.client().id() + " speaks /who-am-i/1.0.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/void/1.0.0", "/null/1.0.0"})
    void whatAnswersNothingClosesInOrder(String protocol) throws IOException {
        try (Stream stream = served.open(protocol)) {
            DelimitedMessages.write(stream.output(), "fact".getBytes(UTF_8));
            assertThat(stream.input().readAllBytes()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/raw/1.0.0", "/raw-parts/1.0.0"})
    void aMethodMayWorkOnTheStreamItself(String protocol) throws IOException {
        try (Stream stream = served.open(protocol)) {
            stream.output().write("no prefix".getBytes(UTF_8));
            stream.output().close();
            assertThat(new String(stream.input().readAllBytes(), UTF_8)).isEqualTo("no prefix");
        }
    }

    @Test
    void placeholdersAndExpressionsNameProtocols() throws IOException {
        for (String protocol : List.of("/from-a-placeholder/1.0.0", "/from/an/expression",
                "/from/another/expression")) {
            assertThat(served.ask(protocol, "x")).isEqualTo("x");
        }
        assertThat(served.host().protocols()).contains(ProtocolId.of("/from-a-placeholder/1.0.0"));
    }

    @Test
    void handlersRunOnVirtualThreads() throws IOException {
        assertThat(served.ask("/thread/1.0.0", "")).isEqualTo("true");
    }

    @Test
    void aRequestIsReadUpToItsBoundAndNotBeyond() throws IOException {
        assertThat(served.ask("/bounded/1.0.0", "0123456789abcdef")).isEqualTo("0123456789abcdef");
        try (Stream stream = served.open("/bounded/1.0.0")) {
            stream.output().write(17);
            stream.output().flush();
            assertThatThrownBy(() -> stream.input().read()).asInstanceOf(type(StreamResetException.class))
                    .returns(ResetCodes.PROTOCOL_VIOLATION, StreamResetException::code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"item\":\"\"}", "{\"item\":7"})
    void aRequestThatIsMalformedOrInvalidNeverReachesItsMethod(String json) {
        assertThatThrownBy(() -> served.ask("/order/1.0.0", json)).asInstanceOf(type(StreamResetException.class))
                .returns(ResetCodes.PROTOCOL_VIOLATION, StreamResetException::code);
    }

    @Test
    void aRequestCutShortIsRefused() throws IOException {
        for (int cut = 0; cut < 6; cut++) {
            byte[] whole = {5, 'h', 'e', 'l', 'l', 'o'};
            try (Stream stream = served.open("/greeting/1.0.0")) {
                stream.output().write(whole, 0, cut);
                stream.output().close();
                assertThatThrownBy(() -> stream.input().read()).asInstanceOf(type(StreamResetException.class))
                        .returns(ResetCodes.PROTOCOL_VIOLATION, StreamResetException::code);
            }
        }
    }

    private static byte[] answerToNothing(String protocol) throws IOException {
        try (Stream stream = served.open(protocol)) {
            stream.output().close();
            return DelimitedMessages.read(stream.input(), 1 << 20);
        }
    }

    record Order(@NotBlank String item) {}

    record Confirmation(String item, String orderedBy) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Handlers.class)
    static class Application {

        @Bean
        String[] names() {
            return new String[]{"/from/an/expression", "/from/another/expression"};
        }
    }

    static class Handlers {

        @Libp2pStreamHandler("/greeting/1.0.0")
        String greet(String name, PeerId sender) {
            return "Hello " + name + ", you are " + sender;
        }

        @Libp2pStreamHandler("/order/1.0.0")
        Confirmation order(PeerId sender, @Valid Order order) {
            return new Confirmation(order.item(), sender.toString());
        }

        @Libp2pStreamHandler("/orders/1.0.0")
        String orders(List<Order> orders) {
            return String.join("+", orders.stream().map(Order::item).toList());
        }

        @Libp2pStreamHandler("/bytes/1.0.0")
        byte[] bytes(byte[] bytes) {
            return bytes;
        }

        @Libp2pStreamHandler("/protobuf/1.0.0")
        StringValue protobuf(StringValue text) {
            return StringValue.of(new StringBuilder(text.getValue()).reverse().toString());
        }

        @Libp2pStreamHandler("/optional/1.0.0")
        String optional(Optional<String> text) {
            return text.orElse("nothing");
        }

        @Libp2pStreamHandler("/not-required/1.0.0")
        String notRequired(@Payload(required = false) @Nullable String text) {
            return String.valueOf(text);
        }

        @Libp2pStreamHandler("/who-am-i/1.0.0")
        String whoAmI(PeerId sender, ProtocolId protocol, Connection on) {
            assertThat(on.peer()).isEqualTo(sender);
            return sender + " speaks " + protocol;
        }

        @Libp2pStreamHandler("/void/1.0.0")
        void nothing(String text) {
            assertThat(text).isEqualTo("fact");
        }

        @Libp2pStreamHandler("/null/1.0.0")
        @Nullable
        String nothingEither(String text) {
            return null;
        }

        @Libp2pStreamHandler("/raw/1.0.0")
        void raw(Stream stream) throws IOException {
            stream.input().transferTo(stream.output());
        }

        @Libp2pStreamHandler("/raw-parts/1.0.0")
        void raw(InputStream input, OutputStream output, PeerId sender) throws IOException {
            input.transferTo(output);
        }

        @Libp2pStreamHandler({"${names.placeholder}", "#{names}"})
        String named(String text) {
            return text;
        }

        @Libp2pStreamHandler("/thread/1.0.0")
        String thread(String text) {
            return Boolean.toString(Thread.currentThread().isVirtual());
        }

        @Libp2pStreamHandler(protocols = "/bounded/1.0.0", maxMessageSize = "${limits.longest}")
        String bounded(String text) {
            return text;
        }

    }
}
