package dev.jlibp2p.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jlibp2p.multiformats.Multibase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** S8: the file a node's name hangs on. */
class IdentityFileTest {
    @TempDir
    private Path directory;

    private Path path;
    private IdentityFile file;

    @BeforeEach
    void nameTheFile() {
        path = directory.resolve("data").resolve("identity.key");
        file = new IdentityFile(path);
    }

    @Test
    void createsAKeyForItsOwnerAloneAndKeepsIt() throws IOException {
        Identity created = file.loadOrCreate(KeyType.ED25519, new SecureRandom());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rw-------");
        assertThat(Files.readAllBytes(path)).isEqualTo(created.encoded());
        assertThat(file.loadOrCreate(KeyType.RSA, new SecureRandom()).peerId()).isEqualTo(created.peerId());
        assertThat(filesBeside()).as("no draft is left").containsExactly(path);
    }

    @Test
    void severalStartsAtOnceEndWithOneKey() throws Exception {
        Callable<PeerId> start = () -> new IdentityFile(path).loadOrCreate(KeyType.ED25519, new SecureRandom())
                .peerId();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<PeerId>> starts = threads.invokeAll(List.of(start, start, start, start));

            for (Future<PeerId> one : starts) {
                assertThat(one.get()).isEqualTo(file.load().peerId());
            }
        }
        assertThat(filesBeside()).containsExactly(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-----w-", "rw------x", "rw-r--r--", "r--r--r--"})
    void isRefusedWhenOthersMayTouchIt(String mode) throws IOException {
        file.loadOrCreate(KeyType.ED25519, new SecureRandom());
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));

        assertThatThrownBy(() -> file.load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining(path.toString())
                .hasMessageContaining(mode)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw-rw----"})
    void isAWarningWhenItsGroupMay(String mode) throws IOException {
        PeerId id = file.loadOrCreate(KeyType.ED25519, new SecureRandom()).peerId();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
        Logger log = (Logger) LoggerFactory.getLogger(KeyFilePermissions.class);
        ListAppender<ILoggingEvent> events = new ListAppender<>();
        events.start();
        log.addAppender(events);
        log.setAdditive(false);
        try {
            assertThat(file.load().peerId()).isEqualTo(id);
        } finally {
            log.setAdditive(true);
            log.detachAppender(events);
        }

        assertThat(events.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage()).contains(path.toString(), mode);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"r--------", "rw-------", "rwx------"})
    void isReadWhenItsOwnerAloneMay(String mode) throws IOException {
        PeerId id = file.loadOrCreate(KeyType.ED25519, new SecureRandom()).peerId();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));

        assertThat(file.load().peerId()).isEqualTo(id);
    }

    @Test
    void isReadInEveryForm() throws IOException {
        Identity identity = KeyVectorsTest.vector(KeyType.SECP256K1);

        write(identity.encoded());
        assertThat(file.load().peerId()).isEqualTo(identity.peerId());
        write((Multibase.BASE64.encode(identity.encoded()) + "\n").getBytes(UTF_8));
        assertThat(file.load().peerId()).isEqualTo(identity.peerId());
        write(Multibase.BASE64_PAD.encodeDigits(identity.encoded()).getBytes(UTF_8));
        assertThat(file.load().peerId()).isEqualTo(identity.peerId());
    }

    @Test
    void isRefusedWhenCutAnywhere() throws IOException {
        byte[] whole = KeyVectorsTest.vector(KeyType.ED25519).encoded();
        for (int length = 0; length < whole.length; length++) {
            write(Arrays.copyOf(whole, length));

            assertThatThrownBy(() -> file.load())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("key file " + path)
                    .hasMessageContaining("Restore it from a backup");
        }
    }

    @Test
    void isNotOverwrittenByANewKeyWhenItIsBroken() throws IOException {
        write("garbage".getBytes(UTF_8));

        assertThatThrownBy(() -> file.loadOrCreate(KeyType.ED25519, new SecureRandom()))
                .hasMessageContaining("holds no private key");
        assertThat(path).hasContent("garbage");
    }

    @Test
    void isBounded() throws IOException {
        write(new byte[65_537]);

        assertThatThrownBy(() -> file.load()).hasMessageContaining("expected 1 to 65536");
    }

    @Test
    void saysThatItIsMissing() {
        assertThat(file.exists()).isFalse();
        assertThatThrownBy(() -> file.load()).isInstanceOf(IOException.class).hasMessageContaining("does not exist");
    }

    @Test
    void isFoundThroughASymbolicLink() throws IOException {
        Identity identity = KeyVectorsTest.vector(KeyType.ED25519);
        write(identity.encoded());
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);

        assertThat(new IdentityFile(link).load().peerId()).isEqualTo(identity.peerId());
    }

    private List<Path> filesBeside() throws IOException {
        try (Stream<Path> files = Files.list(path.getParent())) {
            return files.toList();
        }
    }

    private void write(byte[] content) throws IOException {
        Files.createDirectories(path.getParent());
        Files.write(path, content);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    }
}
