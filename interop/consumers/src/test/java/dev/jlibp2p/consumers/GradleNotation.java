package dev.jlibp2p.consumers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositoryException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.graph.manager.DependencyManagerUtils;
import org.eclipse.aether.util.graph.transformer.ConflictResolver;
import org.eclipse.aether.util.version.GenericVersionScheme;
import org.eclipse.aether.version.InvalidVersionSpecificationException;
import org.eclipse.aether.version.Version;

/**
 * The dependencies of a Gradle build, resolved without Gradle: a platform's managed versions are constraints, and of all
 * versions constrained or asked for the highest wins. That no version asked for is above the one taken is checked, so that
 * Maven's resolver, which lets the constraint win, and Gradle come to the same.
 */
final class GradleNotation {

    private static final Pattern LINE = Pattern
            .compile("implementation\\((platform\\()?\"([^:\"]+):([^:\"]+)(?::([^\"]+))?\"\\)?\\)");

    private final List<DefaultArtifact> platforms = new ArrayList<>();

    private final List<String> modules = new ArrayList<>();

    private final RepositorySystem system = new RepositorySystemSupplier().get();

    private final GenericVersionScheme versions = new GenericVersionScheme();

    private GradleNotation() {}

    static GradleNotation parse(String build) {
        GradleNotation notation = new GradleNotation();
        Matcher line = LINE.matcher(build);
        while (line.find()) {
            if (line.group(1) == null) {
                notation.modules.add(line.group(2) + ":" + line.group(3));
            } else {
                notation.platforms.add(new DefaultArtifact(line.group(2), line.group(3), "pom", line.group(4)));
            }
        }
        assertThat(notation.platforms).as("platforms").hasSize(2);
        assertThat(notation.modules).as("modules without a version").hasSize(1);
        return notation;
    }

    /** The runtime class path. */
    List<Path> resolve(Path local, List<Path> repositories) throws RepositoryException {
        DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
        session.setSystemProperties(System.getProperties());
        session.setLocalRepositoryManager(
                system.newLocalRepositoryManager(session, new LocalRepository(local.toFile())));
        CollectRequest request = new CollectRequest();
        for (Path repository : repositories) {
            request.addRepository(new RemoteRepository.Builder("files-" + request.getRepositories().size(), "default",
                    repository.toUri().toString()).build());
        }
        Map<String, Dependency> constraints = constraints(session, request.getRepositories());
        request.setManagedDependencies(List.copyOf(constraints.values()));
        for (String module : modules) {
            Dependency constrained = Objects.requireNonNull(constraints.get(module + "::jar"),
                    "no platform has a version of " + module);
            request.addDependency(new Dependency(constrained.getArtifact(), JavaScopes.COMPILE));
        }
        requireHighest(session, request);
        return system.resolveDependencies(session,
                new DependencyRequest(request, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME)))
                .getArtifactResults()
                .stream()
                .map(result -> result.getArtifact().getFile().toPath())
                .toList();
    }

    /** Of all platforms together, the highest version of each. */
    private Map<String, Dependency> constraints(DefaultRepositorySystemSession session, List<RemoteRepository> from)
            throws RepositoryException {
        Map<String, Dependency> constraints = new HashMap<>();
        for (DefaultArtifact platform : platforms) {
            for (Dependency managed : system
                    .readArtifactDescriptor(session, new ArtifactDescriptorRequest(platform, from, null))
                    .getManagedDependencies()) {
                String key = managed.getArtifact().getGroupId() + ":" + managed.getArtifact().getArtifactId() + ":"
                        + managed.getArtifact().getClassifier() + ":" + managed.getArtifact().getExtension();
                Dependency known = constraints.get(key);
                if (known == null || isHigher(managed.getArtifact().getVersion(), known.getArtifact().getVersion())) {
                    // A constraint is a version and nothing else.
                    constraints.put(key, new Dependency(managed.getArtifact(), null));
                }
            }
        }
        return constraints;
    }

    private void requireHighest(DefaultRepositorySystemSession session, CollectRequest request)
            throws RepositoryException {
        DefaultRepositorySystemSession verbose = new DefaultRepositorySystemSession(session);
        verbose.setConfigProperty(ConflictResolver.CONFIG_PROP_VERBOSE, true);
        verbose.setConfigProperty(DependencyManagerUtils.CONFIG_PROP_VERBOSE, true);
        requireHighest(system.collectDependencies(verbose, request).getRoot());
    }

    private void requireHighest(DependencyNode node) throws InvalidVersionSpecificationException {
        for (DependencyNode child : node.getChildren()) {
            String taken = taken(child);
            String asked = DependencyManagerUtils.getPremanagedVersion(child);
            assertThat(isHigher(asked == null ? child.getArtifact().getVersion() : asked, taken))
                    .as("Gradle would take %s %s, not %s", child.getArtifact(), asked, taken)
                    .isFalse();
            requireHighest(child);
        }
    }

    private static String taken(DependencyNode node) {
        Object winner = node.getData().get(ConflictResolver.NODE_DATA_WINNER);
        return winner instanceof DependencyNode other
                ? other.getArtifact().getVersion()
                : node.getArtifact().getVersion();
    }

    private boolean isHigher(String version, String than) throws InvalidVersionSpecificationException {
        Version higher = versions.parseVersion(version);
        return higher.compareTo(versions.parseVersion(than)) > 0;
    }
}
