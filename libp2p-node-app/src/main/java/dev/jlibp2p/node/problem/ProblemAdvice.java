package dev.jlibp2p.node.problem;

import java.util.List;
import java.util.Objects;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.validation.BindException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Gives every failure the same form: a problem with a code and the list of what is wrong. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

    private static final int MAX_MESSAGE = 300;

    /** Thrown where somebody first asks for a parameter, if the query or form is none. */
    @ExceptionHandler(InvalidParameterException.class)
    @Nullable
    ResponseEntity<Object> handleParameters(InvalidParameterException exception, WebRequest request) {
        ApiException malformed = ApiException.malformed("query", "cannot be read, expected escapes of UTF-8");
        return handleExceptionInternal(malformed, malformed.getBody(), new HttpHeaders(), malformed.getStatusCode(),
                request);
    }

    @ExceptionHandler(Exception.class)
    @Nullable
    ResponseEntity<Object> handleUnexpected(Exception exception, WebRequest request) {
        log.error("{} failed: a defect of this node", request.getDescription(false), exception);
        ApiException internal = new ApiException(ProblemCode.INTERNAL, "this node made a mistake; its log tells more");
        return handleExceptionInternal(internal, internal.getBody(), new HttpHeaders(), internal.getStatusCode(),
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(Exception exception, @Nullable Object body,
            HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        HttpHeaders withType = HttpHeaders.copyOf(headers);
        // Said, not negotiated: an Accept that nobody can read must not cost the caller the reason.
        withType.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (exception instanceof ApiException) {
            return super.handleExceptionInternal(exception, body, withType, status, request);
        }
        List<FieldError> errors = errors(exception);
        String detail = errors.isEmpty() && body instanceof ProblemDetail problem && problem.getDetail() != null
                ? problem.getDetail()
                : errors.isEmpty()
                        ? "the request cannot be served"
                        : errors.getFirst().field() + ": " + errors.getFirst().message();
        ProblemDetail problem = new ApiException(ProblemCode.of(status), detail).with("errors", errors).getBody();
        problem.setStatus(status.value());
        return super.handleExceptionInternal(exception, problem, withType, status, request);
    }

    private static List<FieldError> errors(Exception exception) {
        return switch (exception) {
            case BindException bind -> bind.getFieldErrors()
                    .stream()
                    .map(error -> new FieldError(error.getField(), fieldMessage(error)))
                    .toList();
            case HandlerMethodValidationException method -> method.getParameterValidationResults()
                    .stream()
                    .flatMap(result -> result.getResolvableErrors()
                            .stream()
                            .map(error -> new FieldError(
                                    Objects.requireNonNullElse(result.getMethodParameter().getParameterName(),
                                            "request"),
                                    Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid"))))
                    .toList();
            case MethodArgumentTypeMismatchException mismatch ->
                List.of(new FieldError(mismatch.getName(), rootMessage(mismatch)));
            case HttpMessageNotReadableException unreadable -> List.of(BodyErrors.of(unreadable));
            default -> List.of();
        };
    }

    private static String fieldMessage(org.springframework.validation.FieldError error) {
        if (error.contains(TypeMismatchException.class)) {
            return rootMessage(error.unwrap(TypeMismatchException.class));
        }
        return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
    }

    /** The first line of the innermost cause: what follows names classes, or quotes the request at length. */
    private static String rootMessage(Throwable throwable) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(throwable);
        String line = Objects.requireNonNullElse(root.getMessage(), "").lines().findFirst().orElse("cannot be read");
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }
}
