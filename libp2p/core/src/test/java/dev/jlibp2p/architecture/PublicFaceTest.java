package dev.jlibp2p.architecture;

import static com.tngtech.archunit.core.domain.JavaModifier.PROTECTED;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static dev.jlibp2p.architecture.LibraryClasses.CORE;
import static dev.jlibp2p.architecture.LibraryClasses.place;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What an application sees when it programs against this library. */
class PublicFaceTest {
    /** Where whoever extends the library works with Netty. Everywhere else its types stay behind the face. */
    private static final Set<String> EXTENSION_PACKAGES = Set.of("network", "name", "transport", "security", "muxer",
            "negotiation",
            "crypto");

    /** Codecs of the wire, public because every layer reads with them. */
    private static final Set<String> WIRE_CODECS = Set.of("Varint", "DelimitedMessages");

    private static final String THE_ONE_ACCESSOR = "dev.jlibp2p.connection.Stream.channel()";

    /** The seam of time, which whoever builds a part of the library hands in. */
    private static final String TICKER = "io.netty.util.concurrent.Ticker";

    @Test
    void protobufStaysInside() {
        classes().that(arePublic()).should(notShow("com.google.protobuf")).check(CORE);
    }

    @Test
    void nettyShowsOnlyToExtensionsAndInOneAccessor() {
        DescribedPredicate<JavaClass> applicationFace = arePublic().and(DescribedPredicate.describe("face applications",
                type -> !EXTENSION_PACKAGES.contains(place(type)) && !WIRE_CODECS.contains(type.getSimpleName())));

        classes().that(applicationFace).should(notShow("io.netty")).check(CORE);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes().that()
                .resideInAPackage("dev.jlibp2p..")
                .should(new ArchCondition<JavaClass>("lie in a package that is @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                            events.add(violated(type, type.getPackageName() + " has no @NullMarked package-info"));
                        }
                    }
                })
                .check(CORE);
    }

    private static DescribedPredicate<JavaClass> arePublic() {
        return DescribedPredicate.describe("are public", type -> type.getModifiers().contains(PUBLIC));
    }

    private static ArchCondition<JavaClass> notShow(String hidden) {
        return new ArchCondition<>("not show a type of " + hidden) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream.concat(type.getFields().stream(), type.getCodeUnits().stream())
                        .filter(PublicFaceTest::isVisible)
                        .filter(member -> !member.getFullName().equals(THE_ONE_ACCESSOR))
                        .filter(member -> shownBy(member).anyMatch(shown -> isIn(hidden, shown)))
                        .forEach(member -> events.add(violated(member, member.getDescription() + " shows " + hidden)));
                Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream())
                        .filter(parent -> isIn(hidden, parent))
                        .forEach(parent -> events.add(violated(type, type.getName() + " is a " + parent.getName())));
            }
        };
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(PUBLIC) || member.getModifiers().contains(PROTECTED);
    }

    private static Stream<JavaClass> shownBy(JavaMember member) {
        Stream<JavaType> types = switch (member) {
            case JavaField field -> Stream.of(field.getType());
            case JavaCodeUnit unit -> Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream());
            default -> Stream.of();
        };
        return types.flatMap(type -> type.getAllInvolvedRawTypes().stream()).map(JavaClass::getBaseComponentType);
    }

    private static boolean isIn(String packageName, JavaClass type) {
        return !type.getName().equals(TICKER)
                && (type.getPackageName().equals(packageName) || type.getPackageName().startsWith(packageName + "."));
    }
}
