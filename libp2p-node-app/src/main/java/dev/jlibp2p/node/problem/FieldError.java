package dev.jlibp2p.node.problem;

import java.util.Objects;

/**
 * What is wrong with one part of a request.
 *
 * @param field its name, for example {@code addrs[0]}
 * @param message what was expected
 */
public record FieldError(String field, String message) {

    /** The part that a failure is about, in the failure's own words. */
    public static FieldError of(String field, Throwable failure) {
        return new FieldError(field, Objects.requireNonNullElse(failure.getMessage(), "is not valid"));
    }
}
