package dev.jlibp2p.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.Libp2p;
import dev.jlibp2p.connection.Stream;
import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.host.ProtocolHandler;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.muxer.mplex.MplexConfig;
import dev.jlibp2p.muxer.mplex.MplexMuxer;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.peerstore.PeerStoreLimits;
import dev.jlibp2p.resource.ResourceManager;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class Libp2pAutoConfigurationTest {

    private static final ProtocolId GREETING = ProtocolId.of("/greeting/1.0.0");

    @TempDir
    private Path directory;

    private ApplicationContextRunner runner() {
        return defaultListening().withPropertyValues("libp2p.listen=/ip4/127.0.0.1/tcp/0");
    }

    private ApplicationContextRunner defaultListening() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                        Libp2pAutoConfiguration.class))
                .withPropertyValues("libp2p.data-dir=" + directory);
    }

    @Test
    void anApplicationBecomesARunningNode() {
        runner().run(context -> {
            Host host = context.getBean(Host.class);
            assertThat(host.isRunning()).isTrue();
            assertThat(host.addresses().listen()).singleElement()
                    .satisfies(address -> assertThat(address.toString()).startsWith("/ip4/127.0.0.1/tcp/"));
            assertThat(directory.resolve("identity.key")).exists();
        });
    }

    @Test
    void theIdentitySurvivesARestart() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            runner().run(context -> ids.add(context.getBean(Host.class).id().toString()));
        }
        assertThat(ids).hasSize(2);
        assertThat(ids.get(1)).isEqualTo(ids.get(0));
    }

    @Test
    void disabledMeansNothingIsConfiguredAndNothingIsWritten() {
        runner().withPropertyValues("libp2p.enabled=false").run(context -> {
            assertThat(context).doesNotHaveBean(Host.class).doesNotHaveBean(Libp2pProperties.class);
            assertThat(directory).isEmptyDirectory();
        });
    }

    @Test
    void withoutTheLibraryNothingIsConfigured() {
        runner().withClassLoader(new FilteredClassLoader(Libp2p.class))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Libp2pAutoConfiguration.class));
    }

    @Test
    void everyPartBacksOffBeforeTheApplicationsOwn() {
        runner().withUserConfiguration(OwnParts.class).run(context -> {
            assertThat(context).hasSingleBean(Identity.class)
                    .hasSingleBean(PeerStore.class)
                    .hasSingleBean(ConnectionGater.class)
                    .hasSingleBean(ResourceManager.class);
            assertThat(context.getBean(Host.class).id()).isEqualTo(context.getBean(Identity.class).peerId());
            assertThat(context.getBean(Host.class).peerStore()).isSameAs(context.getBean("ownPeerStore"));
            assertThat(directory).as("an identity of the application's own needs no directory").isEmptyDirectory();
        });
    }

    @Test
    void aHostOfTheApplicationIsStartedAndStoppedWithTheContext() {
        List<Host> hosts = new ArrayList<>();
        runner().withUserConfiguration(OwnHost.class).run(context -> {
            hosts.add(context.getBean(Host.class));
            assertThat(hosts).allMatch(Host::isRunning);
        });
        assertThat(hosts).hasSize(1).noneMatch(Host::isRunning);
    }

    @Test
    void handlersAreRegisteredAndAnswer() {
        runner().withUserConfiguration(Greeter.class).run(context -> {
            Host host = context.getBean(Host.class);
            assertThat(host.protocols()).contains(GREETING);
            try (Host other = Libp2p.builder().start()) {
                other.connect(host.id(), host.addresses().listen());
                try (Stream stream = other.open(host.id(), GREETING)) {
                    stream.output().close();
                    assertThat(new String(stream.input().readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("hello " + other.id());
                }
            }
        });
    }

    @Test
    void customizersAreCalledInOrderAfterTheProperties() {
        runner().withUserConfiguration(Customizers.class)
                .run(context -> assertThat(context.getBean(Host.class).addresses().announced())
                        .containsExactly(Multiaddr.of("/ip4/192.0.2.2/tcp/4001")));
    }

    @Test
    void echoAndPerfAreOffUntilAskedFor() {
        runner().run(context -> assertThat(texts(context.getBean(Host.class).protocols())).doesNotContain("/echo/1.0.0",
                "/perf/1.0.0"));
        runner().withPropertyValues("libp2p.echo.enabled=true", "libp2p.perf.enabled=true")
                .run(context -> assertThat(texts(context.getBean(Host.class).protocols())).contains("/echo/1.0.0",
                        "/perf/1.0.0"));
    }

    @Test
    void aMemoryAddressSwitchesItsTransportOnAndOpensNoSocket() {
        runner().withPropertyValues("libp2p.listen=/memory/7001", "libp2p.transports.tcp.enabled=false")
                .run(context -> {
                    Host host = context.getBean(Host.class);
                    assertThat(host.network().transports()).singleElement()
                            .satisfies(t -> assertThat(t.name()).isEqualTo("memory"));
                    assertThat(host.addresses().listen()).containsExactly(Multiaddr.of("/memory/7001"));
                });
    }

    @Test
    void muxersAreSpokenAsFarAsTheyAreListed() {
        runner().withPropertyValues("libp2p.muxers=mplex").run(context -> {
            Host host = context.getBean(Host.class);
            StreamMuxer mplex = new MplexMuxer(MplexConfig.defaults());
            try (Host other = Libp2p.builder().muxers(List.of(mplex)).start()) {
                assertThat(other.connect(host.id(), host.addresses().listen()).muxer()).isEqualTo("/mplex/6.7.0");
            }
        });
    }

    @Test
    void anEmptyListMeansNotToListen() {
        runner().withPropertyValues("libp2p.listen=")
                .run(context -> assertThat(context.getBean(Host.class).addresses().listen()).isEmpty());
    }

    @Test
    void listsAreReadFromIndexedKeysAsYamlHasThem() {
        defaultListening().withPropertyValues("libp2p.listen[0]=/ip4/127.0.0.1/tcp/0", "libp2p.listen[1]=/memory/7002",
                "libp2p.security[0]=NOISE").run(context -> {
                    assertThat(context.getBean(Host.class).addresses().listen()).hasSize(2);
                    assertThat(context.getBean(Host.class).network().transports()).hasSize(2);
                });
    }

    @Test
    void placeholdersOfAnnouncedAddressesAreFilledIn() {
        runner().withPropertyValues("libp2p.announce=/ip4/${NODE_IP}/tcp/{ordinal+30400}", "NODE_IP=192.0.2.7",
                "POD_NAME=node-3")
                .run(context -> assertThat(context.getBean(Host.class).addresses().announced())
                        .containsExactly(Multiaddr.of("/ip4/192.0.2.7/tcp/30403")));
    }

    @Test
    void theNodeStartsBeforeTheWebServerAndStopsAfterIt() {
        runner().run(context -> assertThat(context.getBean(HostLifecycle.class).getPhase())
                .isEqualTo(Libp2pPhases.HOST)
                .isLessThan(Libp2pPhases.LISTENERS)
                .isLessThan(Integer.MAX_VALUE - 2048)
                .isGreaterThan(context.getBean(DataDirectory.class).getPhase()));
    }

    @Test
    void aStoppedContextHoldsNothingAndStartsAgain() {
        runner().run(context -> {
            var application = context.getSourceApplicationContext();
            application.stop();
            assertThat(context.getBean(Host.class).isRunning()).isFalse();
            runner().run(second -> assertThat(second).as("the directory is free meanwhile").hasNotFailed());
            application.start();
            assertThat(context.getBean(Host.class).isRunning()).isTrue();
        });
    }

    @Test
    void withoutAWebServerTheApplicationStaysUpUntilItIsClosed() {
        runner().run(context -> assertThat(threads()).contains("libp2p-keep-alive"));
        await(() -> threads().isEmpty());
    }

    @Test
    void aContextThatFailsWhileItStartsLeavesNothingBehind() {
        runner().withUserConfiguration(FailingLater.class).run(context -> assertThat(context).hasFailed());
        await(() -> threads().isEmpty());
        runner().run(context -> assertThat(context).as("the directory is free").hasNotFailed());
    }

    @Test
    void twoNodesLiveInOneContext() {
        runner().withUserConfiguration(SecondHost.class).run(context -> {
            Host first = context.getBean("libp2pHost", Host.class);
            Host second = context.getBean("secondHost", Host.class);
            second.start();
            assertThat(second.connect(first.id(), first.addresses().listen()).peer()).isEqualTo(first.id());
        });
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces()
                .keySet()
                .stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith("libp2p-"))
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; !condition.getAsBoolean() && i < 500; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(condition.getAsBoolean()).as("libp2p threads left: %s", threads()).isTrue();
    }

    private static List<String> texts(List<ProtocolId> protocols) {
        return protocols.stream().map(ProtocolId::toString).toList();
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnParts {

        @Bean
        Identity ownIdentity() {
            return Identity.generate(KeyType.SECP256K1, new SecureRandom());
        }

        @Bean
        PeerStore ownPeerStore() {
            return PeerStore.inMemory(Ticker.systemTicker(), PeerStoreLimits.DEFAULTS);
        }

        @Bean
        ConnectionGater ownGater() {
            return new ConnectionGater() {};
        }

        @Bean
        ResourceManager ownResources() {
            return ResourceManager.withDefaults();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnHost {

        @Bean
        Host ownHost() {
            return Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SecondHost {

        @Bean(autowireCandidate = false, defaultCandidate = false)
        Host secondHost() {
            return Libp2p.builder().listen("/ip4/127.0.0.1/tcp/0").build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class FailingLater {

        @Bean
        SmartLifecycle failing() {
            return new SmartLifecycle() {

                @Override
                public void start() {
                    throw new IllegalStateException("later");
                }

                @Override
                public void stop() {}

                @Override
                public boolean isRunning() {
                    return false;
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Greeter {

        @Bean
        ProtocolHandler greeting() {
            return ProtocolHandler.of(Greeter::greet, GREETING);
        }

        private static void greet(Stream stream) throws IOException {
            stream.output().write(("hello " + stream.peer()).getBytes(StandardCharsets.UTF_8));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Customizers {

        @Bean
        @Order(2)
        HostCustomizer second() {
            return builder -> builder.announce(List.of(Multiaddr.of("/ip4/192.0.2.2/tcp/4001")));
        }

        @Bean
        @Order(1)
        HostCustomizer first() {
            return builder -> builder.announce(List.of(Multiaddr.of("/ip4/192.0.2.1/tcp/4001")));
        }
    }
}
