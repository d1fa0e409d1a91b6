package dev.jlibp2p.spring.handler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.payload.Libp2pPayloadAutoConfiguration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.Payload;
import tools.jackson.databind.json.JsonMapper;

/** What fails the start, and what it says. */
class InvalidStreamHandlerTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pAutoConfiguration.class, Libp2pPayloadAutoConfiguration.class,
                    Libp2pHandlerAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=");

    @ParameterizedTest
    @ValueSource(classes = {TwoPayloads.class, PayloadAndStream.class, StreamThatReturns.class, MarkedPeer.class,
        Headers.class, WholeMessage.class, Later.class, ReturnsConnection.class, NoProtocol.class, BadProtocol.class,
        UnknownPlaceholder.class, BadExpression.class, NoSize.class, HugeSize.class, BadTimeout.class, NoPlace.class,
        Twice.class, EchoTaken.class, OddExceptionHandler.class, AmbiguousExceptionHandlers.class,
        ExceptionHandlerOfNothing.class})
    void aHandlerThatCannotWorkFailsTheStartAndNamesBeanMethodAndParameter(Class<? extends Invalid> bean) {
        String expected = bean.getAnnotation(Says.class).value();
        runner.withBean("shop", bean)
                .withPropertyValues("libp2p.echo.enabled=true")
                .run(context -> assertThat(context).getFailure().satisfies(failure -> {
                    assertThat(failure).isInstanceOf(InvalidStreamHandlerException.class)
                            .hasMessageStartingWith("bean 'shop'")
                            .hasMessageContaining(expected);
                    FailureAnalysis analysis = new InvalidStreamHandlerFailureAnalyzer().analyze(failure);
                    assertThat(analysis).isNotNull()
                            .satisfies(said -> assertThat(said.getDescription()).isEqualTo(failure.getMessage()))
                            .satisfies(said -> assertThat(said.getAction()).endsWith("."));
                }));
    }

    @Test
    void aBeanThatIsNoSingletonIsRefused() {
        runner.withUserConfiguration(Prototype.class)
                .run(context -> assertThat(context).getFailure()
                        .hasMessageContaining("bean 'valid' has stream handlers, but is no singleton"));
    }

    @Test
    void aProtocolOfAProtocolHandlerIsTaken() {
        runner.withBean("shop", Valid.class)
                .withBean(ProtocolHandler.class, () -> ProtocolHandler.of(Stream::close, ProtocolId.of("/valid/1")))
                .run(context -> assertThat(context).getFailure()
                        .hasMessage("bean 'shop', method Valid.valid: /valid/1 is handled already, by a bean of type"
                                + " ProtocolHandler or the node itself"));
    }

    @Test
    void withoutJacksonATypeNoConverterKnowsFailsTheStart() {
        runner.withBean("shop", Json.class)
                .withClassLoader(new FilteredClassLoader(JsonMapper.class))
                .run(context -> assertThat(context).getFailure()
                        .hasMessageContaining("bean 'shop', method Json.order: parameter 1 'order' of type")
                        .hasMessageContaining("no message converter reads"));
        runner.withBean("shop", Json.class).run(context -> assertThat(context).hasNotFailed());
        runner.withBean("shop", Valid.class)
                .withClassLoader(new FilteredClassLoader(JsonMapper.class))
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void withoutSpringMessagingEverythingElseWorks() {
        runner.withBean(ProtocolHandler.class, () -> ProtocolHandler.of(Stream::close, ProtocolId.of("/plain/1")))
                .withClassLoader(new FilteredClassLoader("org.springframework.messaging"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(StreamHandlerContainer.class);
                    assertThat(context.getBean(Host.class).protocols()).contains(ProtocolId.of("/plain/1"));
                });
    }

    @Test
    void withoutMessagingOnTheClassPathOfTheConvertersNothingIsConfigured() {
        runner.withClassLoader(new FilteredClassLoader(MessageConverter.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(StreamHandlerContainer.class));
    }

    @Test
    void handlersAreThereBeforeTheHostListens() {
        runner.withBean("shop", Valid.class)
                .run(context -> assertThat(context.getBean(Host.class).protocols())
                        .contains(ProtocolId.of("/valid/1")));
    }

    /** What the failure has to say besides the bean. */
    @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
    @interface Says {

        String value();
    }

    interface Invalid {}

    static class Valid {

        @Libp2pStreamHandler("/valid/1")
        void valid(String text) {}
    }

    record Order(String item) {}

    static class Json {

        @Libp2pStreamHandler("/json/1")
        void order(Order order) {}
    }

    @Says("method TwoPayloads.two: parameter 2 'second' of type java.lang.String is a second payload")
    static class TwoPayloads implements Invalid {

        @Libp2pStreamHandler("/x")
        void two(String first, String second) {}
    }

    @Says("method PayloadAndStream.both: parameter 1 'text' of type java.lang.String is a payload, but")
    static class PayloadAndStream implements Invalid {

        @Libp2pStreamHandler("/x")
        void both(String text, Stream stream) {}
    }

    @Says("method StreamThatReturns.returns returns java.lang.String, but")
    static class StreamThatReturns implements Invalid {

        @Libp2pStreamHandler("/x")
        String returns(Stream stream) {
            return "";
        }
    }

    @Says("method MarkedPeer.peer: parameter 1 'sender' of type dev.jlibp2p.identity.PeerId is marked @Payload")
    static class MarkedPeer implements Invalid {

        @Libp2pStreamHandler("/x")
        void peer(@Payload PeerId sender) {}
    }

    @Says("parameter 1 'peer' of type java.lang.String wants headers")
    static class Headers implements Invalid {

        @Libp2pStreamHandler("/x")
        void header(@Header("peer") String peer) {}
    }

    @Says("parameter 1 'message' of type org.springframework.messaging.Message<java.lang.String> wants headers")
    static class WholeMessage implements Invalid {

        @Libp2pStreamHandler("/x")
        void message(Message<String> message) {}
    }

    @Says("method Later.later returns java.util.concurrent.CompletableFuture<java.lang.String>, which is no payload")
    static class Later implements Invalid {

        @Libp2pStreamHandler("/x")
        CompletableFuture<String> later(String text) {
            return CompletableFuture.completedFuture(text);
        }
    }

    @Says("returns dev.jlibp2p.connection.Connection, which is no payload")
    static class ReturnsConnection implements Invalid {

        @Libp2pStreamHandler("/x")
        Connection connection(Connection connection) {
            return connection;
        }
    }

    @Says("method NoProtocol.none: protocols is \"nothing\"")
    static class NoProtocol implements Invalid {

        @Libp2pStreamHandler
        void none(String text) {}
    }

    @Says("method BadProtocol.bad: protocols is \"greeting/1.0.0\"")
    static class BadProtocol implements Invalid {

        @Libp2pStreamHandler("greeting/1.0.0")
        void bad(String text) {}
    }

    @Says("protocols is \"${nobody.knows.this}\"")
    static class UnknownPlaceholder implements Invalid {

        @Libp2pStreamHandler("${nobody.knows.this}")
        void bad(String text) {}
    }

    @Says("maxConcurrent is \"#{nobody.knows}\"")
    static class BadExpression implements Invalid {

        @Libp2pStreamHandler(protocols = "/x", maxConcurrent = "#{nobody.knows}")
        void bad(String text) {}
    }

    @Says("maxMessageSize is \"0\" (expected: a data size above 0 and below 256MB, such as 1MB)")
    static class NoSize implements Invalid {

        @Libp2pStreamHandler(protocols = "/x", maxMessageSize = "0")
        void bad(String text) {}
    }

    @Says("maxMessageSize is \"256MB\"")
    static class HugeSize implements Invalid {

        @Libp2pStreamHandler(protocols = "/x", maxMessageSize = "256MB")
        void bad(String text) {}
    }

    @Says("timeout is \"soon\" (expected: a duration such as 10s, or 0 for no limit)")
    static class BadTimeout implements Invalid {

        @Libp2pStreamHandler(protocols = "/x", timeout = "soon")
        void bad(String text) {}
    }

    @Says("maxConcurrent is \"0\" (expected: a number above 0)")
    static class NoPlace implements Invalid {

        @Libp2pStreamHandler(protocols = "/x", maxConcurrent = "0")
        void bad(String text) {}
    }

    @Says("/x is handled already, by bean 'shop', method Twice.")
    static class Twice implements Invalid {

        @Libp2pStreamHandler("/x")
        void one(String text) {}

        @Libp2pStreamHandler("/x")
        void other(String text) {}
    }

    @Says("/echo/1.0.0 is handled already, by a bean of type ProtocolHandler or the node itself")
    static class EchoTaken implements Invalid {

        @Libp2pStreamHandler("/echo/1.0.0")
        void echo(Stream stream) {}
    }

    @Says("method OddExceptionHandler.odd: parameter 2 of type java.lang.Integer means nothing")
    static class OddExceptionHandler implements Invalid {

        @Libp2pStreamHandler("/x")
        void valid(String text) {}

        @MessageExceptionHandler
        void odd(IllegalStateException failure, Integer number) {}
    }

    @Says("Ambiguous")
    static class AmbiguousExceptionHandlers implements Invalid {

        @Libp2pStreamHandler("/x")
        void valid(String text) {}

        @MessageExceptionHandler
        void one(IllegalStateException failure) {}

        @MessageExceptionHandler
        void other(IllegalStateException failure) {}
    }

    @Says("No exception types")
    static class ExceptionHandlerOfNothing implements Invalid {

        @Libp2pStreamHandler("/x")
        void valid(String text) {}

        @MessageExceptionHandler
        void nothing(PeerId sender) {}
    }

    @Configuration(proxyBeanMethods = false)
    static class Prototype {

        @Bean
        @Scope("prototype")
        Valid valid() {
            return new Valid();
        }
    }
}
