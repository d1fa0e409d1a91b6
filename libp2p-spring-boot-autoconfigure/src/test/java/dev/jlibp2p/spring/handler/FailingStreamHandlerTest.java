package dev.jlibp2p.spring.handler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Connection;
import dev.jlibp2p.connection.DelimitedMessages;
import dev.jlibp2p.connection.ResetCodes;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;

/** What goes wrong in a handler, and how far it reaches. */
@LeaksCheckedOnce
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class FailingStreamHandlerTest {

    private static Served served;

    @BeforeAll
    static void start() throws IOException {
        served = Served.start(Application.class);
    }

    @AfterAll
    static void stop() {
        served.close();
    }

    /** S7. */
    @ParameterizedTest
    @ValueSource(strings = {"unchecked", "checked", "error", "assertion", "overflow", "memory", "interrupted",
        "answer"})
    void whateverAMethodThrowsResetsItsStreamAndNothingElse(String how) throws IOException {
        try (Stream bystander = served.open("/raw/1.0.0")) {
            for (String protocol : List.of("/throwing/1.0.0", "/throwing-late/1.0.0")) {
                assertThatThrownBy(() -> served.ask(protocol, how)).asInstanceOf(type(StreamResetException.class))
                        .returns(ResetCodes.NONE, StreamResetException::code);
            }
            bystander.output().write('x');
            bystander.output().close();
            assertThat(bystander.input().readAllBytes()).hasSize(1);
        }
        assertThat(served.connection().isOpen()).isTrue();
    }

    @Test
    void aMethodThatLeavesItsThreadInterruptedHasAnsweredAllTheSame() throws IOException {
        assertThat(served.ask("/throwing/1.0.0", "interrupt")).isEqualTo("interrupt");
    }

    @Test
    void theBeansOwnExceptionHandlerAnswersBeforeTheAdvice() throws IOException {
        assertThat(served.ask("/failing/1.0.0", "own")).isEqualTo("own handler, " + served.client().id() + ": own");
        assertThat(served.ask("/failing/1.0.0", "advice")).isEqualTo("advice: advice");
    }

    @Test
    void exceptionHandlersAnswerToRequestsThatCannotBeRead() throws IOException {
        assertThat(served.ask("/lenient/1.0.0", "{")).isEqualTo("advice: malformed");
    }

    @Test
    void anExceptionHandlerThatReturnsNothingResetsTheStream() {
        assertThatThrownBy(() -> served.ask("/failing/1.0.0", "silent")).asInstanceOf(type(StreamResetException.class))
                .returns(ResetCodes.NONE, StreamResetException::code);
    }

    @Test
    void anExceptionHandlerMayFailToo() {
        assertThatThrownBy(() -> served.ask("/failing/1.0.0", "twice")).asInstanceOf(type(StreamResetException.class))
                .returns(ResetCodes.NONE, StreamResetException::code);
    }

    @Test
    void theApplicationChoosesTheCodeOfAReset() {
        assertThatThrownBy(() -> served.ask("/failing/1.0.0", "code")).asInstanceOf(type(StreamResetException.class))
                .returns(70_001L, StreamResetException::code);
    }

    @Test
    void aMethodThatTakesTooLongIsInterruptedAndItsStreamReset() throws InterruptedException {
        assertThatThrownBy(() -> served.ask("/slow/1.0.0", "x")).isInstanceOf(StreamResetException.class);
        assertThat(served.application().getBean(Failures.class).interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPeerThatSendsNothingHasATimeLimit() throws IOException {
        try (Stream stream = served.open("/slow/1.0.0")) {
            stream.output().write(5);
            stream.output().flush();
            assertThatThrownBy(() -> stream.input().read()).isInstanceOf(StreamResetException.class);
        }
    }

    @Test
    void onePeerKeepsNoOtherOut() throws Exception {
        Failures handlers = served.application().getBean(Failures.class);
        CompletableFuture<String> first = served.askLater("/fair/1.0.0", "1");
        assertThat(handlers.enteredFairly.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> served.ask("/fair/1.0.0", "2")).asInstanceOf(type(StreamResetException.class))
                .returns(ResetCodes.RESOURCE_LIMIT_EXCEEDED, StreamResetException::code);
        try (Host other = Libp2p.builder().start()) {
            Connection connection = other.connect(served.host().id(), served.host().addresses().listen());
            assertThat(Served.ask(connection, "/fair/1.0.0", "quick")).isEqualTo("quick");
        }
        handlers.leaveFairly.countDown();
        assertThat(first.get()).isEqualTo("1");
        assertThat(served.ask("/fair/1.0.0", "quick")).isEqualTo("quick");
    }

    @Test
    void whatPeersCauseFillsNoLogAndIsNotRepeatedThere(CapturedOutput output) {
        for (int i = 0; i < 40; i++) {
            assertThatThrownBy(() -> served.ask("/throwing/1.0.0", "unchecked"))
                    .isInstanceOf(StreamResetException.class);
        }
        assertThatThrownBy(() -> served.ask("/strict/1.0.0", "sesame".repeat(1000)))
                .isInstanceOf(StreamResetException.class);
        assertThat(output.getAll().lines().filter(line -> line.contains("failed; its stream is reset")))
                .hasSizeLessThanOrEqualTo(10);
        assertThat(output).doesNotContain("sesame");
    }

    @Test
    void aCallTooManyIsRefusedAndTheNextOneServed() throws Exception {
        Failures handlers = served.application().getBean(Failures.class);
        List<CompletableFuture<String>> two = List.of(served.askLater("/narrow/1.0.0", "1"),
                served.askLater("/narrow/1.0.0", "2"));
        assertThat(handlers.entered.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> served.ask("/narrow/1.0.0", "3")).asInstanceOf(type(StreamResetException.class))
                .returns(ResetCodes.RESOURCE_LIMIT_EXCEEDED, StreamResetException::code);
        handlers.leave.countDown();
        assertThat(two).extracting(CompletableFuture::get).containsExactly("1", "2");
        assertThat(served.ask("/narrow/1.0.0", "4")).isEqualTo("4");
        MethodStreamHandler narrow = served.handler("/narrow/1.0.0");
        for (int i = 0; narrow.active() > 0 && i < 3000; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(narrow.count(Outcome.REFUSED)).isEqualTo(1);
        assertThat(narrow.count(Outcome.ANSWERED)).isEqualTo(3);
        assertThat(narrow.active()).isZero();
    }

    record Order(String item) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Failures.class, Advice.class})
    static class Application {}

    static class Failures {

        private final CountDownLatch enteredFairly = new CountDownLatch(1);

        private final CountDownLatch leaveFairly = new CountDownLatch(1);

        private final CountDownLatch interrupted = new CountDownLatch(1);

        private final CountDownLatch entered = new CountDownLatch(2);

        private final CountDownLatch leave = new CountDownLatch(1);

        @Libp2pStreamHandler(protocols = "/slow/1.0.0", timeout = "200ms")
        String slow(String text) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return text;
        }

        @Libp2pStreamHandler(protocols = "/narrow/1.0.0", maxConcurrent = "#{1 + 1}")
        String narrow(String text) throws InterruptedException {
            entered.countDown();
            leave.await();
            return text;
        }

        @Libp2pStreamHandler("/lenient/1.0.0")
        String lenient(Order order) {
            return order.item();
        }

        @Libp2pStreamHandler(protocols = "/fair/1.0.0", maxConcurrent = "3", maxConcurrentPerPeer = "1")
        String fair(String text) throws InterruptedException {
            if (!text.equals("quick")) {
                enteredFairly.countDown();
                leaveFairly.await();
            }
            return text;
        }

        @Libp2pStreamHandler("/strict/1.0.0")
        String strict(Order order) {
            return order.item();
        }

        @Libp2pStreamHandler("/raw/1.0.0")
        void raw(Stream stream) throws IOException {
            stream.input().transferTo(stream.output());
        }

        @Libp2pStreamHandler("/throwing/1.0.0")
        Object throwing(String how) throws Exception {
            return switch (how) {
                case "unchecked" -> throw new ArithmeticException(how);
                case "checked" -> throw new Exception(how);
                case "error" -> throw new NoClassDefFoundError(how);
                case "assertion" -> throw new AssertionError(how);
                case "overflow" -> overflow(0);
                case "memory" -> throw new OutOfMemoryError(how);
                case "interrupted" -> throw new InterruptedException(how);
                case "answer" -> new Unwritable();
                default -> {
                    Thread.currentThread().interrupt();
                    yield how;
                }
            };
        }

        /** On the stream, after some of an answer has left. */
        @Libp2pStreamHandler("/throwing-late/1.0.0")
        void throwingLate(Stream stream) throws Exception {
            String how = new String(DelimitedMessages.read(stream.input(), 100), UTF_8);
            stream.output().write(100);
            stream.output().flush();
            if (throwing(how) instanceof Unwritable) {
                throw new IOException(how);
            }
        }

        @Libp2pStreamHandler("/failing/1.0.0")
        String failing(String how) throws Exception {
            throw switch (how) {
                case "own" -> new UnsupportedOperationException(how);
                case "silent" -> new IllegalCallerException(how);
                case "twice" -> new ArrayStoreException(how);
                case "code" -> new StreamResetException(70_001, false);
                default -> new NumberFormatException(how);
            };
        }

        @MessageExceptionHandler
        String own(UnsupportedOperationException failure, PeerId sender) {
            return "own handler, " + sender + ": " + failure.getMessage();
        }

        @MessageExceptionHandler
        void silent(IllegalCallerException failure) {}

        @MessageExceptionHandler(ArrayStoreException.class)
        String twice() {
            throw new StackOverflowError("in the exception handler");
        }

        private static int overflow(int depth) {
            return depth < 0 ? depth : overflow(depth + 1) + 1;
        }
    }

    /** Fails whoever wants to write it. */
    static class Unwritable {

        public String getText() {
            throw new StackOverflowError("while it is written");
        }
    }

    @Libp2pAdvice
    static class Advice {

        @MessageExceptionHandler
        String wrong(UnsupportedOperationException failure) {
            return "the bean's own comes first";
        }

        @MessageExceptionHandler
        String number(NumberFormatException failure) {
            return "advice: " + failure.getMessage();
        }

        @MessageExceptionHandler
        String malformed(MessageConversionException failure, ProtocolId protocol) {
            if (!protocol.text().startsWith("/lenient")) {
                throw failure;
            }
            return "advice: malformed";
        }
    }
}
