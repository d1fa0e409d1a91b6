package dev.jlibp2p.spring.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What the library holds to, its test kit does too. */
class HouseRulesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.jlibp2p.spring.test");

    @Test
    void timeAndChanceComeFromOutside() {
        noClasses().should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Random.class, ThreadLocalRandom.class, CompletableFuture.class)
                .check(CLASSES);
    }

    @Test
    void aNetworkNeedsNoSpring() {
        noClasses().that()
                .haveNameMatching(
                        ".*\\.(TestN|Wire|Link|DelayLine|Weather|Patience|Parallel|HostAssert|Libp2pAssertions).*")
                .and()
                .haveSimpleNameNotContaining("Configur")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(CLASSES);
    }
}
