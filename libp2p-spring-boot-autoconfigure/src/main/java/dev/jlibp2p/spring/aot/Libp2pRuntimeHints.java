package dev.jlibp2p.spring.aot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ResourceHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Files the node reads from its jars, and the classes Conscrypt, where it is there, is asked for by the names of their
 * algorithms. BouncyCastle is called directly, Netty and Spring's auto-configuration bring hints of their own.
 */
public final class Libp2pRuntimeHints implements RuntimeHintsRegistrar {

    private static final List<String> CONSCRYPT = List.of("OpenSSLAeadCipherChaCha20", "OpenSSLXDHKeyAgreement",
            "OpenSSLXDHKeyFactory", "OpenSSLXDHKeyPairGenerator", "OpenSslEdDsaKeyFactory", "OpenSslSignatureEdDsa");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        ResourceHints resources = hints.resources();
        resources.registerPattern("dev/jlibp2p/version.properties");
        resources.registerPattern("META-INF/io.netty.versions.properties");
        resources.registerPattern("META-INF/spring-configuration-metadata.json");
        resources.registerPatternIfPresent(classLoader, "META-INF/native",
                hint -> hint.includes("META-INF/native/*conscrypt_openjdk_jni*"));
        for (String name : CONSCRYPT) {
            hints.reflection()
                    .registerTypeIfPresent(classLoader, "org.conscrypt." + name,
                            MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
        }
    }
}
