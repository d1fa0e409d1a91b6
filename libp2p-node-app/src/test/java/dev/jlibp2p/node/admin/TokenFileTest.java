package dev.jlibp2p.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TokenFileTest {

    private static final String TOKEN = "0123456789abcdef";

    @TempDir
    private Path directory;

    @Test
    void theFirstStartMakesATokenThatOnlyItsOwnerReads() throws IOException {
        Path file = directory.resolve("data").resolve("admin.token");
        AdminToken made = load(file);
        String text = Files.readString(file).strip();
        assertThat(text).hasSize(43);
        assertThat(made.matches(text)).isTrue();
        assertThat(made.matches(text + "x")).isFalse();
        assertThat(made.matches("")).isFalse();
        assertThat(mode(file)).isEqualTo("rw-------");
        try (var files = Files.list(file.getParent())) {
            assertThat(files).as("no draft is left").containsExactly(file);
        }
    }

    @Test
    void theNextStartTakesTheSameToken() throws IOException {
        Path file = directory.resolve("admin.token");
        load(file);
        String text = Files.readString(file);
        assertThat(load(file).matches(text.strip())).isTrue();
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void twoTokensAreNeverTheSame() throws IOException {
        load(directory.resolve("one"));
        load(directory.resolve("two"));
        assertThat(Files.readString(directory.resolve("one"))).isNotEqualTo(Files.readString(directory.resolve("two")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw----r--", "rw-----w-", "rw------x", "rw-r--r--"})
    void aFileThatOthersReachIsRefused(String mode) throws IOException {
        refuse(write(TOKEN, mode), "is open to everybody (" + mode + ")");
    }

    @ParameterizedTest
    @CsvSource({"rw-------,false", "r--------,false", "rw-r-----,true", "r--rw----,true"})
    void aFileItsGroupReachesIsAWarning(String mode, boolean warns, CapturedOutput output) throws IOException {
        assertThat(load(write(TOKEN, mode)).matches(TOKEN)).isTrue();
        assertThat(output.getOut().contains("is open to its group")).isEqualTo(warns);
        assertThat(output).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \t\r\n"})
    void anEmptyFileIsRefused(String content) throws IOException {
        refuse(write(content, "rw-------"), "is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123456789abcde", "0123456789abcdef 0", "0123456789abcdef\n0", "0123456789abcdé0",
        "=123456789abcdef"})
    void whatNoHeaderCouldCarryIsRefused(String content) throws IOException {
        refuse(write(content, "rw-------"), "holds no token");
    }

    @Test
    void spaceAroundTheTokenIsNoneOfIt() throws IOException {
        assertThat(load(write(" " + TOKEN + "==\r\n", "rw-------")).matches(TOKEN + "==")).isTrue();
    }

    @Test
    void theLongestTokenHasFourThousandLetters() throws IOException {
        assertThat(load(write("x".repeat(4096), "rw-------")).matches("x".repeat(4096))).isTrue();
        refuse(write("x".repeat(4097), "rw-------"), "has 4097 bytes");
    }

    @Test
    void whatCannotBeReadIsRefused() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("folder"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        refuse(folder, "cannot be read");
        refuse(write(TOKEN, "rw-------").resolve("below-a-file"), "cannot be");
    }

    private void refuse(Path file, String reason) {
        assertThatExceptionOfType(TokenFileException.class).isThrownBy(() -> load(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(reason)
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(TOKEN));
    }

    private Path write(String content, String mode) throws IOException {
        Path file = directory.resolve("written.token");
        Files.deleteIfExists(file);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private static AdminToken load(Path file) {
        return new TokenFile(file).loadOrCreate(new SecureRandom());
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
