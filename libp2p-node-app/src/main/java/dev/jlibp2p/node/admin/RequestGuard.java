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
import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Keeps web pages from managing the node through their visitor's browser: the Host has to be a name of this node (a page can
 * make its own name lead here), and an Origin the one that is called. Nothing is cached on the way back.
 */
final class RequestGuard extends OncePerRequestFilter {

    private final Set<String> allowedHosts;

    private final HandlerExceptionResolver problems;

    RequestGuard(Collection<String> allowedHosts, HandlerExceptionResolver problems) {
        this.allowedHosts = allowedHosts.stream().map(RequestGuard::lowerCase).collect(Collectors.toUnmodifiableSet());
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        String host = request.getHeader(HttpHeaders.HOST);
        if (host == null || !allowedHosts.contains(name(host)) && !isCalledAddress(name(host), request)) {
            refuse(request, response, "the Host is " + quote(host) + ", expected one of " + allowedHosts
                    + " (libp2p.admin.allowed-hosts) or the address that is called");
            return;
        }
        for (String origin : Collections.list(request.getHeaders(HttpHeaders.ORIGIN))) {
            if (!lowerCase(origin).equals(request.getScheme() + "://" + lowerCase(host))) {
                refuse(request, response,
                        "the Origin is " + quote(origin) + ", expected " + request.getScheme() + "://" + host
                                + " or none");
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /** The address this request came to: a page may lend its name to it, but cannot make a browser send the address. */
    private static boolean isCalledAddress(String name, HttpServletRequest request) {
        boolean isAddress = name.startsWith("[") ? name.endsWith("]") : name.matches("[0-9.]{7,15}");
        if (!isAddress) {
            return false;
        }
        try {
            return InetAddress.getByName(name).equals(InetAddress.getByName(request.getLocalAddr()));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, String detail) {
        problems.resolveException(request, response, null, new ApiException(ProblemCode.FOREIGN_ORIGIN, detail));
    }

    /** The name without the port; an IPv6 address keeps its brackets. */
    private static String name(String host) {
        int bracket = host.lastIndexOf(']');
        int colon = host.indexOf(':', Math.max(bracket, 0));
        return lowerCase(colon < 0 ? host : host.substring(0, colon));
    }

    private static String quote(@Nullable String text) {
        return text == null ? "missing" : "'" + text + "'";
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
