package dev.jlibp2p.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.Serial;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads resources of Kubernetes as its API server does with {@code fieldValidation=Strict}: a field that is not in the schema is
 * an error, and so is a text where a number belongs. The classes take unknown fields by a setter for any name, which is
 * therefore not looked at.
 */
final class StrictResources {

    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of("v1 ConfigMap", ConfigMap.class,
            "v1 Service", Service.class, "v1 ServiceAccount", ServiceAccount.class, "apps/v1 StatefulSet",
            StatefulSet.class, "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class,
            "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class);

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .annotationIntrospector(new WithoutAnySetter())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private StrictResources() {}

    static HasMetadata read(Map<?, ?> resource) {
        String kind = resource.get("apiVersion") + " " + resource.get("kind");
        Class<? extends HasMetadata> type = KINDS.get(kind);
        if (type == null) {
            throw new IllegalArgumentException("the chart renders a " + kind + ", expected one of " + KINDS.keySet());
        }
        return MAPPER.readValue(MAPPER.writeValueAsString(resource), type);
    }

    private static final class WithoutAnySetter extends JacksonAnnotationIntrospector {

        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
            return null;
        }
    }
}
