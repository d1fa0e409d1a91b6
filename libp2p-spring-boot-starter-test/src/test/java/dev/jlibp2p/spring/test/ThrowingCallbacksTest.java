package dev.jlibp2p.spring.test;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.connection.StreamResetException;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.network.ConnectionListener;
import dev.jlibp2p.protocol.echo.Echo;
import dev.jlibp2p.testsupport.LeaksCheckedOnce;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an application's callback throws, the node works on; every callback there is throws here. */
@LeaksCheckedOnce
@Timeout(60)
class ThrowingCallbacksTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final ProtocolId ECHO = ProtocolId.of("/echo/1.0.0");

    private static final ProtocolId FAILING = ProtocolId.of("/failing/1.0.0");

    private static final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);

    private static final AtomicInteger thrown = new AtomicInteger();

    private static TestNetwork network = TestNetwork.of(0);

    /** Which method throws what. */
    private record Fault(String method, Supplier<Throwable> failure) {

        static final Fault NONE = new Fault("", IllegalStateException::new);
    }

    @BeforeAll
    static void build() {
        network.close();
        network = TestNetwork.builder()
                .nodes(2)
                .customize(node -> node.gater(throwing(ConnectionGater.class))
                        .service(context -> context.host()
                                .network()
                                .addListener(throwing(ConnectionListener.class)))
                        .handler(new Echo())
                        .dialTimeout(Duration.ofSeconds(5))
                        .upgradeTimeout(Duration.ofSeconds(5)))
                .start();
    }

    @BeforeEach
    void part() {
        network.host(0).disconnect(network.host(1).id());
        assertThat(network.host(1)).within(SOON).isNotConnectedTo(network.host(0));
    }

    @AfterAll
    static void end() {
        network.close();
    }

    static List<Arguments> callbacks() {
        return Arrays.stream(new Class<?>[]{ConnectionGater.class, ConnectionListener.class})
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.getName().equals("onChange"))
                .flatMap(method -> failures().stream().map(failure -> Arguments.of(method.getName(), failure)))
                .toList();
    }

    static List<Supplier<Throwable>> failures() {
        return List.of(() -> new IllegalStateException("on purpose"), () -> new AssertionError("on purpose"),
                StackOverflowError::new);
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void theNodeWorksOn(String method, Supplier<Throwable> failure) throws IOException {
        Host one = network.host(0);
        Host other = network.host(1);
        int before = thrown.get();
        fault.set(new Fault(method, failure));
        try {
            one.connect(other.id(), other.addresses().listen());
            roundTrip();
        } catch (IOException e) {
            assertThat(e).as("what was asked for may fail").isNotNull();
        }
        one.disconnect(other.id());
        assertThat(Patience.await(() -> thrown.get() > before || method.equals("exchanged"), SOON)).isTrue();
        fault.set(Fault.NONE);

        assertThat(other).within(SOON).isNotConnectedTo(one);
        network.connect(one, other);
        assertThat(roundTrip()).isEqualTo(7);
        one.disconnect(other.id());
        assertThat(other).within(SOON).isNotConnectedTo(one);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aHandlerOnTheEventLoopThatThrowsResetsItsStreamOnly(Supplier<Throwable> failure) throws IOException {
        network.connect(network.host(0), network.host(1));
        try (var registered = network.host(1).handleOnLoop(FAILING, stream -> raise(failure.get()))) {
            assertThat(registered).isNotNull();
            assertThatThrownBy(ThrowingCallbacksTest::readFromFailing).isInstanceOf(StreamResetException.class);
        }
        assertThat(roundTrip()).isEqualTo(7);
    }

    @Test
    void aListenerOfEventsThatThrowsHearsTheNextAllTheSame() throws IOException {
        AtomicInteger heard = new AtomicInteger();
        try (var registered = network.host(0).onEvent(event -> {
            heard.incrementAndGet();
            throw new IllegalStateException("on purpose");
        })) {
            assertThat(registered).isNotNull();
            network.connect(network.host(0), network.host(1));
            network.host(0).disconnect(network.host(1).id());
            assertThat(Patience.await(() -> heard.get() >= 4, SOON)).as("opened, connected and both ends of it")
                    .isTrue();
        }
    }

    private static void readFromFailing() throws IOException {
        try (Stream stream = network.host(0).open(network.host(1).id(), FAILING)) {
            stream.input().readAllBytes();
        }
    }

    private static int roundTrip() throws IOException {
        try (Stream stream = network.host(0).open(network.host(1).id(), ECHO)) {
            stream.deadline(Duration.ofSeconds(30));
            stream.output().write(7);
            stream.output().flush();
            return stream.input().read();
        }
    }

    private static <T> T throwing(Class<T> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Fault now = fault.get();
            if (method.getName().equals(now.method())) {
                thrown.incrementAndGet();
                throw now.failure().get();
            }
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                case "toString" -> "throwing " + type.getSimpleName();
                default -> InvocationHandler.invokeDefault(proxy, method, arguments);
            };
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }

    private static void raise(Throwable failure) {
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalArgumentException(failure);
        }
    }
}
