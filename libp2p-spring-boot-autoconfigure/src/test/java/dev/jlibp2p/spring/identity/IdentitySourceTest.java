package dev.jlibp2p.spring.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.KeyType;
import dev.jlibp2p.multiformats.Multibase;
import dev.jlibp2p.spring.identity.IdentityProperties.Source;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;

class IdentitySourceTest {

    private final AtomicInteger opened = new AtomicInteger();

    @TempDir
    private Path directory;

    @Test
    void aFileIsMadeOfTheKindAskedForAndReadAgain() {
        Identity made = identity(Source.FILE, KeyType.SECP256K1, null);
        assertThat(made.type()).isEqualTo(KeyType.SECP256K1);
        assertThat(identity(Source.FILE, KeyType.ED25519, null).peerId()).isEqualTo(made.peerId());
        assertThat(opened).hasValue(2);
    }

    @Test
    void aKeyInTheConfigurationNeedsNoDirectory() {
        Identity key = Identity.generate(KeyType.ED25519, new SecureRandom());
        assertThat(identity(Source.INLINE, KeyType.ED25519, Multibase.BASE58BTC.encode(key.encoded())).peerId())
                .isEqualTo(key.peerId());
        assertThat(identity(Source.INLINE, KeyType.ED25519, Base64.getEncoder().encodeToString(key.encoded())).peerId())
                .isEqualTo(key.peerId());
        assertThat(opened).hasValue(0);
    }

    @Test
    void ephemeralIsAnotherEveryTimeAndKeptNowhere() {
        assertThat(identity(Source.EPHEMERAL, KeyType.ED25519, null).peerId())
                .isNotEqualTo(identity(Source.EPHEMERAL, KeyType.ED25519, null).peerId());
        assertThat(directory).isEmptyDirectory();
        assertThat(opened).hasValue(0);
    }

    @Test
    void aBrokenKeyIsRefusedWithoutBeingQuoted() {
        String broken = "zThisWasMeantToBeSecret";
        assertThatExceptionOfType(RefusedPropertyException.class)
                .isThrownBy(() -> identity(Source.INLINE, KeyType.ED25519, broken))
                .satisfies(e -> assertThat(e).hasStackTraceContaining("libp2p.identity.key")
                        .satisfies(thrown -> assertThat(stackTrace(thrown)).doesNotContain("MeantToBeSecret")));
    }

    @Test
    void thePropertiesPrintEverythingButTheKey() {
        assertThat(properties(Source.INLINE, KeyType.ED25519, "zSecret")).asString()
                .contains("INLINE")
                .doesNotContain("zSecret");
    }

    private Identity identity(Source type, KeyType keyType, @Nullable String key) {
        return new IdentitySource(properties(type, keyType, key), () -> {
            opened.incrementAndGet();
            return directory;
        }, DefaultSslBundleRegistry::new, new SecureRandom()).identity();
    }

    private static IdentityProperties properties(Source type, KeyType keyType, @Nullable String key) {
        return new IdentityProperties(type, null, true, keyType, key, null);
    }

    private static String stackTrace(Throwable thrown) {
        var text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
