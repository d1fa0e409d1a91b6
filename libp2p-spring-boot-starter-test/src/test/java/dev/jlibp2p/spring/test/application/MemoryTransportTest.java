package dev.jlibp2p.spring.test.application;

import static dev.jlibp2p.spring.test.Libp2pAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.spring.discovery.BootstrapPeers;
import dev.jlibp2p.spring.test.AutoConfigureMemoryTransport;
import dev.jlibp2p.spring.test.Libp2pTest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext.HierarchyMode;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextManager;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** Which contexts move to the memory transport, and what a test may say. */
class MemoryTransportTest {

    @TempDir
    private static Path directory;

    @Test
    void everyTestsNodeStaysWithinItsProcess() {
        in(Silent.class, context -> {
            assertStaysInside(context);
            assertThat(context.getBeanProvider(Accounting.class).stream()).hasSize(1);
            assertThat(Path.of("target/data-of-production")).doesNotExist();
        });
    }

    @Test
    void aSliceLeavesOutWhatItsTestExcludes() {
        in(Sliced.class, context -> {
            assertStaysInside(context);
            assertThat(context.getBeanProvider(Greeter.class).stream()).isEmpty();
            assertThat(context.getEnvironment().getProperty("some")).isEqualTo("value");
        });
    }

    @Test
    void anAddressOfTheTestIsListenedOnAndTheIdentityStaysEphemeral() {
        in(OwnAddress.class, MemoryTransportTest::assertListensOnTcpAndKeepsNothing);
    }

    @Test
    void anAddressFoundLateCountsAsTheTestsToo() {
        in(LateAddress.class, MemoryTransportTest::assertListensOnTcpAndKeepsNothing);
    }

    @Test
    void aTransportSwitchedOnByTheTestKeepsTheApplicationsAddresses() {
        in(OwnTransport.class, context -> {
            assertListensOnTcpAndKeepsNothing(context);
            assertThat(host(context).addresses().announced()).singleElement()
                    .hasToString("/dns4/node.example/tcp/4001");
        });
    }

    @Test
    void aDirectoryOfTheTestKeepsTheIdentity() {
        in(OwnDirectory.class, context -> {
            assertStaysInside(context);
            assertThat(directory.resolve("kept/identity.key")).exists();
        });
    }

    @Test
    void aTestThatRefusesGetsTheNodeAsConfigured() {
        in(Refusing.class, context -> {
            assertThat(host(context).addresses().listen()).singleElement().asString().startsWith("/ip4/127.0.0.1/tcp/");
            assertThat(directory.resolve("refused/identity.key")).exists();
            assertThat(context.getBean(BootstrapPeers.class).peers()).hasSize(1);
        });
    }

    @Test
    void aContextWithoutLibp2pIsLeftAlone() {
        in(Plain.class, context -> assertThat(context.getBeanProvider(Host.class).stream()).isEmpty());
    }

    @Test
    void equalContextsAreSharedAndOthersLiveBesideThem() {
        TestContext one = test(Silent.class);
        TestContext same = test(SilentToo.class);
        TestContext other = test(Sliced.class);
        try {
            assertThat(same.getApplicationContext()).isSameAs(one.getApplicationContext());
            assertThat(host(other.getApplicationContext()).addresses().listen())
                    .doesNotContainAnyElementsOf(host(one.getApplicationContext()).addresses().listen());
        } finally {
            one.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
            other.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        }
    }

    @Test
    void contextsInParallelDoNotClash() throws Exception {
        List<Class<?>> tests = List.of(Silent.class, Sliced.class, First.class, Second.class, Third.class);
        List<Future<TestContext>> loading = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(tests.size())) {
            tests.forEach(test -> loading.add(threads.submit(() -> test(test))));
            for (Future<TestContext> loaded : loading) {
                assertThat(host(loaded.get(60, TimeUnit.SECONDS).getApplicationContext())).isRunning();
            }
        } finally {
            for (Future<TestContext> loaded : loading) {
                loaded.resultNow().markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
            }
        }
    }

    private static void assertStaysInside(ApplicationContext context) {
        Host host = host(context);
        assertThat(host).isRunning();
        assertThat(host.network().transports()).singleElement()
                .satisfies(transport -> assertThat(transport.name()).isEqualTo("memory"));
        assertThat(host.addresses().announced()).singleElement().asString().startsWith("/memory/");
    }

    private static void assertListensOnTcpAndKeepsNothing(ApplicationContext context) {
        assertThat(host(context).addresses().listen()).singleElement().asString().startsWith("/ip4/127.0.0.1/tcp/");
        assertThat(Path.of("target/data-of-production")).doesNotExist();
    }

    /** With a peer to be found first, which nobody is, none of these would have started. */
    @Test
    void nobodyIsDialledWhomTheTestDidNotName() {
        in(Silent.class, context -> assertThat(context.getBean(BootstrapPeers.class).peers()).isEmpty());
        in(OwnAddress.class, context -> assertThat(context.getBean(BootstrapPeers.class).peers()).isEmpty());
        in(OwnPeers.class, context -> assertThat(context.getBean(BootstrapPeers.class).peers()).singleElement()
                .hasToString(OwnPeers.PEER));
    }

    private static Host host(ApplicationContext context) throws NoSuchBeanDefinitionException {
        return context.getBean(Host.class);
    }

    private static TestContext test(Class<?> test) {
        TestContext context = new TestContextManager(test).getTestContext();
        context.getApplicationContext();
        return context;
    }

    private static void in(Class<?> test, Consumer<ApplicationContext> claims) {
        TestContext context = test(test);
        try {
            claims.accept(context.getApplicationContext());
        } finally {
            context.markApplicationContextDirty(HierarchyMode.EXHAUSTIVE);
        }
    }

    @SpringBootTest
    static class Silent {}

    @SpringBootTest
    static class SilentToo {}

    @SpringBootTest(properties = "number=1")
    static class First {}

    @SpringBootTest(properties = "number=2")
    static class Second {}

    @SpringBootTest(properties = "number=3")
    static class Third {}

    @Libp2pTest(useDefaultFilters = false, properties = "some=value")
    static class Sliced {}

    @SpringBootTest(properties = "libp2p.listen=/ip4/127.0.0.1/tcp/0")
    static class OwnAddress {}

    @SpringBootTest(properties = {"libp2p.discovery.bootstrap.peers=/memory/9/p2p/" + OwnPeers.PEER,
        "libp2p.startup.policy=continue"})
    static class OwnPeers {

        static final String PEER = "12D3KooWKRyzVWW6ChFjQjK4miCty85Niy48tpPV95XdKu1BcvMA";
    }

    @SpringBootTest
    static class LateAddress {

        @DynamicPropertySource
        static void properties(DynamicPropertyRegistry registry) {
            registry.add("libp2p.listen[0]", () -> "/ip4/127.0.0.1/tcp/0");
        }
    }

    @SpringBootTest
    @TestPropertySource(properties = "libp2p.transports.tcp.enabled=true")
    static class OwnTransport {}

    @SpringBootTest
    static class OwnDirectory {

        @DynamicPropertySource
        static void properties(DynamicPropertyRegistry registry) {
            registry.add("libp2p.data-dir", () -> directory.resolve("kept"));
        }
    }

    @SpringBootTest(properties = "libp2p.startup.policy=continue")
    @AutoConfigureMemoryTransport(enabled = false)
    static class Refusing {

        @DynamicPropertySource
        static void properties(DynamicPropertyRegistry registry) {
            registry.add("libp2p.data-dir", () -> directory.resolve("refused"));
        }
    }

    @SpringJUnitConfig
    static class Plain {

        @Configuration
        static class Nothing {}
    }
}
