package dev.jlibp2p.spring.pnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jlibp2p.Libp2p;
import dev.jlibp2p.host.Host;
import dev.jlibp2p.network.DialException;
import dev.jlibp2p.security.pnet.PreSharedKey;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class Libp2pPrivateNetworkAutoConfigurationTest {

    private static final String HEX = "6189c5cf0b87fb800c1a9feeda73c6ab5e998db48fb9e6a978575c770ceef683";

    private static final String FILE = "/key/swarm/psk/1.0.0/\n/base16/\n" + HEX + "\n";

    private static final String FINGERPRINT = "45fc986bbc9388a11d939df26f730f0c";

    @TempDir
    private Path directory;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    Libp2pPrivateNetworkAutoConfiguration.class, Libp2pAutoConfiguration.class))
            .withPropertyValues("libp2p.identity.type=ephemeral", "libp2p.listen=/ip4/127.0.0.1/tcp/0");

    @Test
    void withoutAKeyTheNodeIsOpen() {
        runner.run(context -> assertThat(context.getBean(Host.class).network().privateNetwork()).isEmpty());
    }

    @Test
    void theKeyOfAFileLetsItsMembersInAndNobodyElse() throws IOException {
        Path file = swarmKey("rw-------");
        runner.withPropertyValues("libp2p.pnet.key-file=" + file, "libp2p.upgrade-timeout=1s").run(context -> {
            Host host = context.getBean(Host.class);
            assertThat(host.network().privateNetwork()).contains(FINGERPRINT);
            try (Host member = Libp2p.builder().privateNetwork(PreSharedKey.of(HexFormat.of().parseHex(HEX))).start();
                    Host stranger = Libp2p.builder().start()) {
                assertThat(member.connect(host.id(), host.addresses().listen()).isOpen()).isTrue();
                assertThatThrownBy(() -> stranger.connect(host.id(), host.addresses().listen()))
                        .isInstanceOf(DialException.class);
            }
        });
    }

    @Test
    void theLogTellsTheFingerprintAndNeverTheKey() {
        Logger log = (Logger) LoggerFactory.getLogger("dev.jlibp2p");
        Level before = log.getLevel();
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        log.addAppender(events);
        log.setLevel(Level.DEBUG);
        try {
            runner.withPropertyValues("libp2p.pnet.key=" + HEX).run(context -> assertThat(context).hasNotFailed());
        } finally {
            log.setLevel(before);
            log.detachAppender(events);
        }
        assertThat(List.copyOf(events.list)).extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains(FINGERPRINT))
                .noneMatch(line -> line.contains(HEX.substring(0, 16)));
    }

    @Test
    void theKeyMayStandInTheConfiguration() {
        for (String key : new String[]{FILE, HEX}) {
            runner.withPropertyValues("libp2p.pnet.key=" + key)
                    .run(context -> assertThat(context.getBean(Host.class).network().privateNetwork())
                            .contains(FINGERPRINT));
        }
    }

    @Test
    void aFileThatEverybodyMayReadIsRefused() throws IOException {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"),
                "skipped: no such permissions here");
        Path file = swarmKey("rw-r--r--");
        runner.withPropertyValues("libp2p.pnet.key-file=" + file)
                .run(context -> assertThat(context).getFailure()
                        .hasStackTraceContaining("is open to everybody")
                        .hasStackTraceContaining(file.toString()));
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        runner.withPropertyValues("libp2p.pnet.key-file=" + directory.resolve("nowhere"))
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("nowhere does not exist"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"libp2p.pnet.key=", "libp2p.pnet.key-file=", "libp2p.pnet.key-file=${NOT_SET:}"})
    void anEmptyKeyStartsNoOpenNode(String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("is open to everybody"));
    }

    @Test
    void twoKeysAreOneTooMany() throws IOException {
        runner.withPropertyValues("libp2p.pnet.key-file=" + swarmKey("rw-------"), "libp2p.pnet.key=" + HEX)
                .run(context -> assertThat(context).getFailure().hasStackTraceContaining("Leave one of the two out"));
    }

    @Test
    void aBrokenKeyIsRefusedWithoutBeingQuoted() {
        for (String broken : new String[]{HEX.replace('6', 'x'), "secret-and-wrong"}) {
            runner.withPropertyValues("libp2p.pnet.key=" + broken).run(context -> {
                Throwable failure = context.getStartupFailure();
                assertThat(failure).rootCause().isInstanceOf(RefusedPropertyException.class);
                assertThat(failure).satisfies(thrown -> assertThat(thrown.toString()).doesNotContain(broken));
            });
        }
        assertThat(new PrivateNetworkProperties(null, HEX).toString()).doesNotContain(HEX);
    }

    private Path swarmKey(String permissions) throws IOException {
        Path file = directory.resolve("swarm.key");
        Files.writeString(file, FILE);
        if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
        return file;
    }
}
