package dev.jlibp2p.node.admin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Tells who may manage the node, and says so to the parts of Spring that ask for a principal, such as health's details. */
final class AdminAccess {

    private static final String SCHEME = "Bearer ";

    private final @Nullable AdminToken token;

    /** @param token {@code null} where nobody has to prove anything */
    AdminAccess(@Nullable AdminToken token) {
        this.token = token;
    }

    boolean needsToken() {
        return token != null;
    }

    boolean hasToken(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return token != null && authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && token.matches(authorization.substring(SCHEME.length()).strip());
    }

    static HttpServletRequest asAdmin(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {

            @Override
            public Principal getUserPrincipal() {
                return () -> "admin";
            }
        };
    }
}
