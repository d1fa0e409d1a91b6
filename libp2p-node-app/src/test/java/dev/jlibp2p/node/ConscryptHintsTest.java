package dev.jlibp2p.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Provider;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;

/** The starter's hints name Conscrypt's classes, which only this module has beside it. */
class ConscryptHintsTest {

    private final Provider provider = Conscrypt.newProvider();

    private final RuntimeHints hints = new RuntimeHints();

    ConscryptHintsTest() {
        ClassLoader loader = ConscryptHintsTest.class.getClassLoader();
        AotServices.factories(loader)
                .load(RuntimeHintsRegistrar.class)
                .stream()
                .filter(registrar -> registrar.getClass().getName().startsWith("dev.jlibp2p."))
                .forEach(registrar -> registrar.registerHints(hints, loader));
    }

    @ParameterizedTest
    @CsvSource({"Cipher, ChaCha20/Poly1305/NoPadding", "KeyAgreement, XDH", "KeyPairGenerator, XDH", "KeyFactory, XDH",
        "KeyFactory, EdDSA", "Signature, EdDSA"})
    void whatANodeAsksConscryptForByNameCanBeMade(String type, String algorithm) {
        TypeReference made = TypeReference.of(provider.getService(type, algorithm).getClassName());
        assertThat(hints).matches(RuntimeHintsPredicates.reflection()
                .onType(made)
                .withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS));
    }

    @ParameterizedTest
    @CsvSource({"linux-x86_64", "linux-aarch_64"})
    void theLibraryIsFound(String machine) {
        assertThat(hints).matches(RuntimeHintsPredicates.resource()
                .forResource("META-INF/native/libconscrypt_openjdk_jni-" + machine + ".so"));
    }
}
