package dev.jlibp2p.node.problem;

import java.util.stream.Collectors;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says what is wrong with a body in the words of the API: those of the reader name the classes it reads into. */
final class BodyErrors {

    private static final String BODY = "body";

    private static final int MAX_MESSAGE = 300;

    private BodyErrors() {}

    static FieldError of(HttpMessageNotReadableException unreadable) {
        return switch (unreadable.getMostSpecificCause()) {
            case UnrecognizedPropertyException unknown -> new FieldError(path(unknown),
                    "is no member of this, expected " + unknown.getKnownPropertyIds());
            case MismatchedInputException wrong -> new FieldError(path(wrong), "is not of the kind expected here");
            case StreamReadException syntax -> new FieldError(BODY, "is no JSON that is read: " + firstLine(syntax));
            default -> new FieldError(BODY, "is missing or cannot be read");
        };
    }

    /** For example {@code addrs[0]}. */
    private static String path(JacksonException failure) {
        String path = failure.getPath()
                .stream()
                .map(step -> step.getPropertyName() == null
                        ? "[" + step.getIndex() + "]"
                        : "." + step.getPropertyName())
                .collect(Collectors.joining());
        return path.isEmpty() ? BODY : shortened(path.startsWith(".") ? path.substring(1) : path);
    }

    /** What follows the first line quotes the request; which setting drew a limit is nobody's business there. */
    private static String firstLine(JacksonException failure) {
        return shortened(String.valueOf(failure.getOriginalMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replaceAll(",? ?(from|in) `[^`]*`", ""));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
    }
}
