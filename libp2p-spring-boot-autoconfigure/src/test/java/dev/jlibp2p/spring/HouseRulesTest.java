package dev.jlibp2p.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The form of Boot's own auto-configurations, held for ours. */
class HouseRulesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.jlibp2p.spring");

    @Test
    void noPackageNeedsItselfThroughOthers() {
        slices().matching("dev.jlibp2p.spring.(**)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void autoConfigurationsArePublicFinalAndTheirBeansAreNobodysToCall() {
        classes().that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(CLASSES);
        methods().that().areAnnotatedWith(Bean.class).should().notBePublic().check(CLASSES);
    }

    @Test
    void everyAutoConfigurationIsListed() throws IOException {
        String listed = resource("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");
        assertThat(CLASSES.stream().filter(type -> type.isAnnotatedWith(AutoConfiguration.class)))
                .allSatisfy(type -> assertThat(listed.lines()).contains(type.getName()));
    }

    @Test
    void everyFailureAnalyzerIsListed() throws IOException {
        String listed = resource("META-INF/spring.factories");
        assertThat(CLASSES.stream().filter(type -> type.getSimpleName().endsWith("FailureAnalyzer"))).isNotEmpty()
                .allSatisfy(type -> assertThat(listed).contains(type.getName()));
    }

    @Test
    void theNodeItselfDoesNotKnowWhoReportsAboutIt() {
        noClasses().that()
                .resideInAPackage("dev.jlibp2p.spring")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..health..", "..metrics..", "..endpoint..", "..diagnostics..", "io.micrometer..")
                .check(CLASSES);
    }

    /** Ours alone: other jars have files of that name. */
    private static String resource(String name) throws IOException {
        String location = Libp2pProperties.class.getProtectionDomain().getCodeSource().getLocation().toString();
        try (InputStream in = URI.create(location + name).toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
