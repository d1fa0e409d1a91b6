package dev.jlibp2p.node.openapi;

import dev.jlibp2p.identity.PeerId;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import java.util.List;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Describes what is the same for every call. Neither version nor address is in it: it is the same wherever the node runs. */
@Configuration(proxyBeanMethods = false)
final class OpenApiConfiguration {

    private static final String TOKEN = "token";

    static {
        // Else a parameter of this type would be taken apart.
        SpringDocUtils.getConfig().addSimpleTypesForParameterObject(PeerId.class);
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info().title("libp2p node")
                        .description("Manages one libp2p node.")
                        .version("v1")
                        .license(new License().name("Apache-2.0").identifier("Apache-2.0")))
                .servers(List.of(new Server().url("/")))
                .security(List.of(new SecurityRequirement(), new SecurityRequirement().addList(TOKEN)))
                .components(new Components()
                        .addSecuritySchemes(TOKEN, new SecurityScheme().type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description(
                                        "With libp2p.admin.security=token: what stands in libp2p.admin.token-file"))
                        .addSchemas(ProblemResponses.SCHEMA, ProblemResponses.schema()));
    }

    @Bean
    OperationCustomizer problemResponses() {
        return new ProblemResponses();
    }
}
