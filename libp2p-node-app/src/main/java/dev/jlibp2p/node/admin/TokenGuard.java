package dev.jlibp2p.node.admin;

import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Lets in who has the token ({@code Authorization: Bearer}), and everybody where none is asked for. Without the token only
 * health answers, and tells no details: a kubelet has no token to show.
 */
final class TokenGuard extends OncePerRequestFilter {

    private final AdminAccess access;

    private final EndpointPaths open;

    private final HandlerExceptionResolver problems;

    TokenGuard(AdminAccess access, EndpointPaths open, HandlerExceptionResolver problems) {
        this.access = access;
        this.open = open;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!access.needsToken() || access.hasToken(request)) {
            chain.doFilter(AdminAccess.asAdmin(request), response);
        } else if (open.isRead(request)) {
            chain.doFilter(request, response);
        } else {
            problems.resolveException(request, response, null, unauthorized(request));
        }
    }

    private static ApiException unauthorized(HttpServletRequest request) {
        boolean tried = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
        return new ApiException(ProblemCode.UNAUTHORIZED,
                (tried
                        ? "the Authorization header has not this node's token"
                        : "the request has no Authorization header")
                        + ", expected 'Bearer' and the token of the file that libp2p.admin.token-file names")
                .header(HttpHeaders.WWW_AUTHENTICATE,
                        "Bearer realm=\"libp2p\"" + (tried ? ", error=\"invalid_token\"" : ""));
    }
}
