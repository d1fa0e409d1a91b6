package dev.jlibp2p.architecture;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.jlibp2p.architecture.LibraryClasses.CORE;
import static dev.jlibp2p.architecture.LibraryClasses.ROOT;
import static dev.jlibp2p.architecture.LibraryClasses.isOurs;
import static dev.jlibp2p.architecture.LibraryClasses.packageOf;
import static dev.jlibp2p.architecture.LibraryClasses.place;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PackageOrderTest {
    /** From the builder at the top to the bytes at the bottom: a package imports those below it in this list, no other. */
    private static final List<String> ORDER = List.of(
            "",
            "protocol",
            "host",
            "network",
            "name",
            "address",
            "transport",
            "security",
            "muxer",
            "negotiation",
            "routing",
            "peerstore",
            "gate",
            "connection",
            "resource",
            "identity",
            "crypto",
            "multiformats");

    @Test
    void importsOnlyGoDownTheList() {
        classes().should(importOnlyWhatIsBelow()).check(CORE);
    }

    @Test
    void noTwoPackagesNeedEachOther() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void everyPackageHasItsPlaceInTheList() {
        Set<String> found = CORE.stream().map(LibraryClasses::place).collect(Collectors.toCollection(TreeSet::new));

        assertThat(ORDER).containsAll(found);
    }

    private static ArchCondition<JavaClass> importOnlyWhatIsBelow() {
        return new ArchCondition<>("import only packages below their own") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isOurs(target) && !mayImport(type, target)) {
                        events.add(violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    /** A package may also import the one it lies in: {@code transport.tcp} knows {@code transport}, never the reverse. */
    private static boolean mayImport(JavaClass from, JavaClass to) {
        String own = packageOf(from);
        String other = packageOf(to);
        if (own.equals(other) || own.startsWith(other + ".")) {
            return true;
        }
        return ORDER.indexOf(place(from)) < ORDER.indexOf(place(to));
    }
}
