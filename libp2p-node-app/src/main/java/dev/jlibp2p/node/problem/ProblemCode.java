package dev.jlibp2p.node.problem;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/** What programs branch on: one code for each kind of failure, each with its status. */
public enum ProblemCode {

    /** The request cannot be understood. */
    MALFORMED(HttpStatus.BAD_REQUEST, "Malformed request"),
    /** The request does not show the token. */
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "Unauthorized"),
    /** The Host or Origin is not one of this node's. */
    FOREIGN_ORIGIN(HttpStatus.FORBIDDEN, "Foreign host or origin"),
    /** The gater refused the peer. */
    GATED(HttpStatus.FORBIDDEN, "Refused by the gater"),
    /** Nothing is known by that name. */
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
    /** The part of the node that would answer is off. */
    FEATURE_DISABLED(HttpStatus.NOT_FOUND, "Feature disabled"),
    /** The path has no such method. */
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "Method not allowed"),
    /** The answer has no such form. */
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "Not acceptable"),
    /** The body has a form that is not read. */
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Unsupported media type"),
    /** A limit of this node refused. */
    LIMIT(HttpStatus.CONFLICT, "Limit reached"),
    /** There is one like it already. */
    EXISTS(HttpStatus.CONFLICT, "Exists already"),
    /** Another peer answered than the one asked for. */
    PEER_ID_MISMATCH(HttpStatus.UNPROCESSABLE_CONTENT, "Peer id mismatch"),
    /** More was asked for than this node does in a while. */
    RATE_LIMITED(HttpStatus.TOO_MANY_REQUESTS, "Too many requests"),
    /** No address led to the peer, or it went away. */
    UNREACHABLE(HttpStatus.BAD_GATEWAY, "Unreachable"),
    /** The node does not run. */
    NOT_RUNNING(HttpStatus.SERVICE_UNAVAILABLE, "Node not running"),
    /** It took longer than the request allowed. */
    TIMEOUT(HttpStatus.GATEWAY_TIMEOUT, "Timeout"),
    /** A defect of this node. */
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error");

    private final HttpStatus status;

    private final String title;

    ProblemCode(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The status of the answer. */
    public HttpStatus status() {
        return status;
    }

    /** What it is called, for people. */
    public String title() {
        return title;
    }

    /** As it stands in the answer, for example {@code peer-id-mismatch}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    URI type() {
        return URI.create("urn:libp2p:problem:" + text());
    }

    /** The code of a failure that Spring found. */
    static ProblemCode of(HttpStatusCode status) {
        for (ProblemCode code : values()) {
            if (code.status.value() == status.value() && code != FOREIGN_ORIGIN && code != GATED) {
                return code;
            }
        }
        return status.is4xxClientError() ? MALFORMED : INTERNAL;
    }
}
