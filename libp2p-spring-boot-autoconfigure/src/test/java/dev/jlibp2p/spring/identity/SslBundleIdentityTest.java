package dev.jlibp2p.spring.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.host.Host;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.spring.Libp2pAutoConfiguration;
import dev.jlibp2p.spring.property.RefusedPropertyException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SslBundleIdentityTest {

    private static final byte[] DATA = "signed".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class,
                    SslAutoConfiguration.class, Libp2pAutoConfiguration.class))
            .withPropertyValues("libp2p.listen=", "libp2p.identity.type=ssl-bundle", "libp2p.identity.ssl-bundle=node");

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "P-256", "RSA"})
    void theKeyOfAPemBundleIsTheIdentity(String kind) throws Exception {
        SelfSigned node = SelfSigned.of(kind);
        pem(node).run(context -> {
            Identity identity = context.getBean(Identity.class);
            Signature signature = Signature.getInstance(node.signature());
            signature.initVerify(node.certificate());
            signature.update(DATA);
            assertThat(signature.verify(identity.sign(DATA))).isTrue();
            assertThat(context.getBean(Host.class).id()).isEqualTo(identity.peerId());
        });
    }

    @Test
    void aKeyStoreOpensWithItsPassword() throws Exception {
        store("secret", Map.of("only", SelfSigned.of("Ed25519")))
                .run(context -> assertThat(context).hasSingleBean(Identity.class));
    }

    @Test
    void ofSeveralKeysTheNamedOneIsTaken() throws Exception {
        SelfSigned second = SelfSigned.of("Ed25519");
        Map<String, SelfSigned> keys = Map.of("first", SelfSigned.of("Ed25519"), "second", second);
        store("secret", keys).withPropertyValues("spring.ssl.bundle.jks.node.key.alias=second")
                .run(context -> assertThat(context.getBean(Identity.class).peerId())
                        .isEqualTo(Identity.ofPkcs8(second.keys().getPrivate().getEncoded()).peerId()));
        refused(store("secret", keys), "several keys", "spring.ssl.bundle.jks.node.key.alias");
    }

    @Test
    void aWrongPasswordIsRefusedWithoutBeingPrinted() throws Exception {
        refused(store("right", Map.of("only", SelfSigned.of("Ed25519")))
                .withPropertyValues("spring.ssl.bundle.jks.node.keystore.password=WrongOne"), "password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-384", "DSA"})
    void aKeyThatNoPeerKnowsIsRefused(String kind) throws Exception {
        refused(pem(SelfSigned.of(kind)), "cannot be an identity", "Ed25519", "P-256");
    }

    @Test
    void aBundleWithoutAKeyIsRefused() throws Exception {
        Path certificate = SelfSigned.of("Ed25519").writeCertificate(directory);
        refused(runner.withPropertyValues("spring.ssl.bundle.pem.node.truststore.certificate=" + certificate),
                "no private key");
    }

    @Test
    void aBundleWhoseFileIsMissingIsRefusedByTheNameOfTheFile() throws Exception {
        SelfSigned node = SelfSigned.of("Ed25519");
        ApplicationContextRunner bundle = pem(node);
        Files.delete(directory.resolve("key.pem"));
        bundle.run(context -> assertThat(context).getFailure().hasStackTraceContaining("key.pem"));
    }

    @Test
    void anUnknownBundleIsRefusedAndTheKnownOnesAreNamed() throws Exception {
        refused(pem(SelfSigned.of("Ed25519")).withPropertyValues("libp2p.identity.ssl-bundle=other"), "'other'",
                "[node]",
                "spring.ssl.bundle.pem.other");
    }

    private ApplicationContextRunner pem(SelfSigned node) throws Exception {
        return runner.withPropertyValues("spring.ssl.bundle.pem.node.keystore.private-key=" + node.writeKey(directory),
                "spring.ssl.bundle.pem.node.keystore.certificate=" + node.writeCertificate(directory));
    }

    private ApplicationContextRunner store(String password, Map<String, SelfSigned> keys) throws Exception {
        return runner.withPropertyValues(
                "spring.ssl.bundle.jks.node.keystore.location=" + SelfSigned.writeStore(directory, password, keys),
                "spring.ssl.bundle.jks.node.keystore.type=PKCS12",
                "spring.ssl.bundle.jks.node.keystore.password=" + password);
    }

    private static void refused(ApplicationContextRunner runner, String... told) {
        runner.run(context -> {
            StringWriter report = new StringWriter();
            assertThat(context).getFailure().satisfies(failure -> failure.printStackTrace(new PrintWriter(report)));
            assertThat(report.toString())
                    .contains(RefusedPropertyException.class.getName(), "libp2p.identity.ssl-bundle")
                    .contains(told)
                    .doesNotContain("WrongOne");
        });
    }
}
