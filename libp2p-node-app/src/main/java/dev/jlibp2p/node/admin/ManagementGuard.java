package dev.jlibp2p.node.admin;

import dev.jlibp2p.node.problem.ApiException;
import dev.jlibp2p.node.problem.ProblemCode;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * What a management port of its own answers, whatever is exposed: health and prometheus, to everybody and by any Host. A
 * kubelet calls a pod by its address and has no token, and a scraper must not be given one that may do everything. Details
 * of health go to who has the token, and where there is none to this machine.
 */
final class ManagementGuard extends OncePerRequestFilter {

    private final AdminAccess access;

    private final EndpointPaths health;

    private final EndpointPaths prometheus;

    private final HandlerExceptionResolver problems;

    ManagementGuard(AdminAccess access, EndpointPaths health, EndpointPaths prometheus,
            HandlerExceptionResolver problems) {
        this.access = access;
        this.health = health;
        this.prometheus = prometheus;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        boolean isAdmin = access.needsToken() ? access.hasToken(request) : isFromThisMachine(request);
        if (health.isRead(request) || prometheus.isRead(request)) {
            chain.doFilter(isAdmin ? AdminAccess.asAdmin(request) : request, response);
        } else {
            problems.resolveException(request, response, null,
                    new ApiException(ProblemCode.NOT_FOUND, "the management port has health and prometheus only"));
        }
    }

    private static boolean isFromThisMachine(HttpServletRequest request) throws UnknownHostException {
        return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    }
}
