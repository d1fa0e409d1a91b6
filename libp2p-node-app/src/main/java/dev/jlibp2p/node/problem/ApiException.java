package dev.jlibp2p.node.problem;

import java.io.Serial;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A request that failed, with the code and the details its answer carries. */
public final class ApiException extends ErrorResponseException {

    @Serial
    private static final long serialVersionUID = 1L;

    /** With a detail for people: the offending value, what was expected, what to change. */
    public ApiException(ProblemCode code, String detail) {
        this(code, detail, null);
    }

    public ApiException(ProblemCode code, String detail, @Nullable Throwable cause) {
        super(code.status(), problem(code, detail), cause);
    }

    /** A failure in its own words. */
    public static ApiException of(ProblemCode code, Throwable failure) {
        return new ApiException(code, Objects.requireNonNullElse(failure.getMessage(), code.title()), failure);
    }

    /** A malformed request; every part of it that is wrong is listed. */
    public static ApiException malformed(List<FieldError> errors) {
        FieldError first = errors.getFirst();
        return new ApiException(ProblemCode.MALFORMED, first.field() + ": " + first.message()).with("errors", errors);
    }

    /** Same for one part. */
    public static ApiException malformed(String field, String message) {
        return malformed(List.of(new FieldError(field, message)));
    }

    /** Adds a member to the answer. */
    public ApiException with(String name, Object value) {
        getBody().setProperty(name, value);
        return this;
    }

    /** Adds a header to the answer. */
    public ApiException header(String name, String value) {
        getHeaders().set(name, value);
        return this;
    }

    private static ProblemDetail problem(ProblemCode code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(code.status(), detail);
        problem.setType(code.type());
        problem.setTitle(code.title());
        problem.setProperty("code", code.text());
        problem.setProperty("errors", List.of());
        return problem;
    }
}
