package dev.jlibp2p.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What a rendering brings, each resource read strictly. */
record Manifests(List<HasMetadata> resources) {

    static Manifests parse(String yaml) {
        List<HasMetadata> resources = new ArrayList<>();
        for (Object document : documents(yaml)) {
            if (document instanceof Map<?, ?> resource) {
                resources.add(StrictResources.read(resource));
            }
        }
        return new Manifests(List.copyOf(resources));
    }

    /** The documents of a YAML file; a key given twice is an error. */
    static List<Object> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return StreamSupport.stream(new Yaml(new SafeConstructor(options)).loadAll(yaml).spliterator(), false).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> kind) {
        List<T> found = all(kind).toList();
        if (found.size() > 1) {
            throw new AssertionError("more than one " + kind.getSimpleName() + ": " + found);
        }
        return found.stream().findFirst();
    }

    <T extends HasMetadata> T one(Class<T> kind) {
        return find(kind).orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " in " + resources));
    }

    PodSpec pod() {
        return one(StatefulSet.class).getSpec().getTemplate().getSpec();
    }

    Container node() {
        return pod().getContainers().getFirst();
    }

    String environment(String name) {
        return node().getEnv()
                .stream()
                .filter(variable -> variable.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no environment variable " + name));
    }

    Volume volume(String name) {
        return pod().getVolumes()
                .stream()
                .filter(volume -> volume.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no volume " + name));
    }

    VolumeMount mount(String name) {
        return node().getVolumeMounts()
                .stream()
                .filter(mount -> mount.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no mount of " + name));
    }

    Service headless() {
        return all(Service.class).filter(service -> "None".equals(service.getSpec().getClusterIP()))
                .findFirst()
                .orElseThrow();
    }

    /** The Services that each lead to one pod. */
    List<Service> perPod() {
        return all(Service.class).filter(service -> !"None".equals(service.getSpec().getClusterIP())).toList();
    }

    /** Ports as text, such as {@code p2p-tcp 4001/TCP}. */
    static List<String> ports(Service service) {
        return service.getSpec().getPorts().stream().map(Manifests::port).toList();
    }

    /** Ports of the node as text, such as {@code p2p-tcp 4001/TCP}. */
    List<String> containerPorts() {
        return node().getPorts()
                .stream()
                .map(port -> port.getName() + " " + port.getContainerPort() + "/" + port.getProtocol()
                        + (port.getHostPort() == null ? "" : " at " + port.getHostPort()))
                .toList();
    }

    /** The node's configuration, as text. */
    String configuration() {
        return one(ConfigMap.class).getData().getOrDefault("application.yaml", "");
    }

    /** What the chart itself tells the node: the value of a name with dots. */
    Optional<Object> setting(String name) {
        Object value = documents(configuration()).getFirst();
        for (String part : name.split("\\.")) {
            value = value instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return Optional.ofNullable(value);
    }

    private <T extends HasMetadata> Stream<T> all(Class<T> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static String port(ServicePort port) {
        return port.getName() + " " + port.getPort() + "/" + port.getProtocol()
                + (port.getNodePort() == null ? "" : " at " + port.getNodePort());
    }
}
