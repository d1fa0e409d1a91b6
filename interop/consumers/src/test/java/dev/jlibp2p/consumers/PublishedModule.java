package dev.jlibp2p.consumers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.w3c.dom.Document;

/**
 * A module of the build that goes to Maven Central, and what the build made of it.
 *
 * @param directory below the root, as the root's pom has it
 */
record PublishedModule(String directory, String artifactId, boolean isPom) {

    static final String GROUP = "dev.jlibp2p";

    private static final Path ROOT = Path.of(System.getProperty("product.root"));

    private static final String VERSION = System.getProperty("product.version");

    /** All of them, in the order of the build. */
    static List<PublishedModule> all() throws IOException {
        List<PublishedModule> modules = new ArrayList<>();
        for (String directory : directories()) {
            Document pom = Pom.read(ROOT.resolve(directory).resolve("pom.xml"));
            if (!Pom.text(pom, "/project/properties/maven.deploy.skip").equals("true")) {
                modules.add(new PublishedModule(directory, Pom.text(pom, "/project/artifactId"),
                        Pom.text(pom, "/project/packaging").equals("pom")));
            }
        }
        return modules;
    }

    /** Of every module, published or not. */
    static List<String> directories() throws IOException {
        return Pom.texts(Pom.read(ROOT.resolve("pom.xml")), "/project/modules/module");
    }

    /** What Maven Central gets as the POM: without a parent. */
    Path pom() {
        return target().resolve(".flattened-pom.xml");
    }

    Path jar(String classifier) {
        return target().resolve(artifactId + "-" + VERSION + classifier + ".jar");
    }

    Path billOfMaterials() {
        return target().resolve("bom.json");
    }

    /** Puts the module into a repository, where {@code deploy} would. */
    void deploy(Path repository) throws IOException {
        Path directory = repository.resolve(GROUP.replace('.', '/')).resolve(artifactId).resolve(VERSION);
        Files.createDirectories(directory);
        Files.copy(pom(), directory.resolve(artifactId + "-" + VERSION + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        if (!isPom) {
            Files.copy(jar(""), directory.resolve(jar("").getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Override
    public String toString() {
        return artifactId;
    }

    private Path target() {
        return ROOT.resolve(directory).resolve("target");
    }
}
