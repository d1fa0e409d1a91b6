package dev.jlibp2p.consumers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;

/** What Maven Central asks of every artifact, and what people look for in it. */
class PublishedArtifactsIT {

    static List<PublishedModule> modules() throws IOException {
        return PublishedModule.all();
    }

    static List<PublishedModule> jars() throws IOException {
        return modules().stream().filter(module -> !module.isPom()).toList();
    }

    @Test
    void theNodesOfAnApplicationArePublishedAndTheBuildsOwnModulesAreNot() throws IOException {
        assertThat(modules()).extracting(PublishedModule::artifactId)
                .contains("libp2p-bom", "libp2p-core", "libp2p-spring-boot-autoconfigure", "libp2p-spring-boot-starter",
                        "libp2p-spring-boot-starter-test")
                .doesNotContain("libp2p-consumers", "libp2p-interop");
    }

    @ParameterizedTest
    @MethodSource("modules")
    void thePomHasAllThatMavenCentralAsksForAndStandsAlone(PublishedModule module) throws IOException {
        Document pom = Pom.read(module.pom());
        for (String element : List.of("groupId", "artifactId", "version", "name", "description", "url",
                "licenses/license/name", "licenses/license/url", "developers/developer/name", "scm/connection",
                "scm/developerConnection", "scm/url")) {
            assertThat(Pom.text(pom, "/project/" + element)).as(element).isNotEmpty();
        }
        assertThat(Pom.text(pom, "/project/url")).isEqualTo(Pom.text(pom, "/project/scm/url"));
        assertThat(Pom.texts(pom, "/project/parent")).isEmpty();
        assertThat(Pom.texts(pom, "/project/repositories")).isEmpty();
        assertThat(Files.readString(module.pom()).replace("${project.version}", "").replace("${netty.version}", ""))
                .doesNotContain("${");
        assertThat(Pom.texts(pom, "/project/dependencies/dependency/version")).as("every dependency has a version")
                .hasSameSizeAs(Pom.texts(pom, "/project/dependencies/dependency"));
        assertThat(Pom.texts(pom, "/project/dependencies/dependency/scope")).as("nothing of the tests")
                .doesNotContain("test");
    }

    @ParameterizedTest
    @MethodSource("jars")
    void sourcesAndJavadocAreBesideTheJar(PublishedModule module) throws IOException {
        assumeTrue(System.getProperty("maven.javadoc.skip") == null, "javadoc was to be left out");
        for (String classifier : List.of("", "-sources", "-javadoc")) {
            try (JarFile jar = new JarFile(module.jar(classifier).toFile())) {
                assertThat(jar.getManifest()).as(jar.getName()).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("jars")
    void aBillOfMaterialsIsBesideTheJar(PublishedModule module) {
        assumeTrue(System.getProperty("cyclonedx.skip") == null, "it was to be left out");
        assumeFalse("offline true".equals(System.getProperty("product.build")), "it is made online only");
        assertThat(module.billOfMaterials()).content()
                .contains("CycloneDX", "pkg:maven/dev.jlibp2p/" + module.artifactId() + "@");
    }

    @Test
    void theBillOfMaterialsForVersionsListsEveryPublishedModule() throws IOException {
        PublishedModule bom = modules().stream().filter(PublishedModule::isPom).findFirst().orElseThrow();
        Document root = Pom.read(Path.of(System.getProperty("product.root"), "pom.xml"));
        assertThat(Pom.texts(Pom.read(bom.pom()), "/project/properties/*"))
                .containsExactly(Pom.text(root, "/project/properties/netty.version"));
        List<String> listed = Pom.texts(Pom.read(bom.pom()),
                "/project/dependencyManagement/dependencies/dependency[groupId='dev.jlibp2p']/artifactId");
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(jars().stream().map(PublishedModule::artifactId).toList());
    }

    @Test
    void theReadmeTellsOfEveryModule() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("product.root"), "README.md"));
        String table = readme.substring(readme.indexOf("## Where things are"));
        assertThat(PublishedModule.directories())
                .allSatisfy(directory -> assertThat(table).contains("`" + directory + "`"));
    }

    @Test
    void thePageOfTheStarterShowsTheGradleNotationThatIsRun() throws IOException {
        String build = Files.readString(Path.of("projects", "gradle", "build.gradle.kts"))
                .replace("@libp2p@", System.getProperty("product.version"))
                .replace("@boot@", System.getProperty("boot.version"));
        assertThat(Path.of(System.getProperty("product.root"), "libp2p-spring-boot-starter", "README.md")).content()
                .contains(build.substring(build.indexOf("dependencies {")));
    }
}
