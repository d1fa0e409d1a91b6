package dev.jlibp2p.node.openapi;

import dev.jlibp2p.node.problem.ProblemCode;
import dev.jlibp2p.node.problem.Problems;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.method.HandlerMethod;

/** Adds to every call the problems it can answer with: those of any call, and those it names itself; and where what is new is. */
final class ProblemResponses implements OperationCustomizer {

    static final String SCHEMA = "Problem";

    /** What any call can fail with. */
    private static final Set<ProblemCode> ANY = EnumSet.of(ProblemCode.MALFORMED, ProblemCode.UNAUTHORIZED,
            ProblemCode.FOREIGN_ORIGIN, ProblemCode.NOT_ACCEPTABLE);

    @Override
    public Operation customize(Operation operation, HandlerMethod method) {
        Set<ProblemCode> codes = EnumSet.copyOf(ANY);
        Problems named = method.getMethodAnnotation(Problems.class);
        if (named != null) {
            codes.addAll(Arrays.asList(named.value()));
        }
        Map<HttpStatus, List<ProblemCode>> byStatus = codes.stream()
                .collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()));
        ApiResponses responses = operation.getResponses();
        byStatus.forEach((status, problems) -> responses.addApiResponse(Integer.toString(status.value()),
                response(status, problems)));
        ApiResponse created = responses.get(Integer.toString(HttpStatus.CREATED.value()));
        if (created != null) {
            created.addHeaderObject(HttpHeaders.LOCATION, new Header().schema(new StringSchema()));
        }
        return operation;
    }

    static Schema<?> schema() {
        Schema<?> problem = new ObjectSchema();
        problem.description("A failure (RFC 9457)")
                .addProperty("type", new StringSchema().format("uri"))
                .addProperty("title", new StringSchema())
                .addProperty("status", new IntegerSchema().format("int32"))
                .addProperty("detail", new StringSchema())
                .addProperty("instance", new StringSchema().format("uri"))
                .addProperty("code", new StringSchema()._enum(Arrays.stream(ProblemCode.values())
                        .map(ProblemCode::text)
                        .toList()).description("What programs branch on"))
                .addProperty("errors", new ArraySchema().items(fieldError()));
        problem.setRequired(List.of("type", "title", "status", "detail", "instance", "code", "errors"));
        return problem;
    }

    private static Schema<?> fieldError() {
        Schema<?> error = new ObjectSchema();
        error.description("What is wrong with one part of the request")
                .addProperty("field", new StringSchema())
                .addProperty("message", new StringSchema());
        error.setRequired(List.of("field", "message"));
        return error;
    }

    private static ApiResponse response(HttpStatus status, List<ProblemCode> problems) {
        String description = problems.stream()
                .map(problem -> problem.title() + " (`" + problem.text() + "`)")
                .collect(Collectors.joining("; "));
        ApiResponse response = new ApiResponse().description(description)
                .content(new Content().addMediaType("application/problem+json",
                        new MediaType().schema(new Schema<>().$ref(SCHEMA))));
        if (status == HttpStatus.UNAUTHORIZED) {
            response.addHeaderObject(HttpHeaders.WWW_AUTHENTICATE, new Header().schema(new StringSchema()));
        }
        if (status == HttpStatus.TOO_MANY_REQUESTS) {
            response.addHeaderObject(HttpHeaders.RETRY_AFTER,
                    new Header().description("Seconds").schema(new IntegerSchema().format("int32")));
        }
        return response;
    }
}
