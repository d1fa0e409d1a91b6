package dev.jlibp2p.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static dev.jlibp2p.architecture.LibraryClasses.CORE;

import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Time, chance and threads come from outside, or a test and a simulator cannot hold them. */
class ForbiddenApisTest {
    @Test
    void agesAndTimersUseTheTicker() {
        noClasses().should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Timer.class)
                .because("Netty's Ticker and the event loop's own schedule can be moved by a test")
                .check(CORE);
    }

    @Test
    void signedValidityUsesTheInjectedClock() {
        noClasses().should().callMethod(Instant.class, "now").check(CORE);
        noClasses().that()
                .resideOutsideOfPackage(LibraryClasses.ROOT)
                .should()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(Clock.class, "systemDefaultZone")
                .because("only the builder chooses a clock")
                .check(CORE);
    }

    @Test
    void nothingSleeps() {
        noClasses().should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .because("a wait has something it waits for, and a deadline")
                .check(CORE);
    }

    @Test
    void chanceComesFromTheInjectedGenerator() {
        noClasses().should()
                .dependOnClassesThat()
                .belongToAnyOf(ThreadLocalRandom.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .check(CORE);
    }

    @Test
    void nothingRunsOnTheCommonPool() {
        noClasses().should()
                .dependOnClassesThat()
                .belongToAnyOf(CompletableFuture.class, ForkJoinPool.class)
                .orShould()
                .callMethodWhere(target(name("parallelStream")))
                .because("it is shared with the application, and Netty's Future completes on the connection's own loop")
                .check(CORE);
    }

    @Test
    void aLibraryDoesNotPrint() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CORE);
    }
}
