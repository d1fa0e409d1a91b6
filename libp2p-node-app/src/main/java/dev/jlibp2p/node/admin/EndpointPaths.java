package dev.jlibp2p.node.admin;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.util.StringUtils;

/**
 * An actuator endpoint and what is below it, as written in a request. Compared before anything is decoded: a path with an
 * escape, a parameter or dots is never one of them, so nobody can write one that is read differently further on.
 */
final class EndpointPaths {

    private static final String BELOW = "(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*/?";

    private final Pattern paths;

    /** @param root what stands before the base path of the actuator */
    EndpointPaths(String root, WebEndpointProperties endpoints, String id) {
        String base = StringUtils.trimTrailingCharacter(root, '/')
                + StringUtils.trimTrailingCharacter(endpoints.getBasePath(), '/');
        paths = Pattern.compile(Pattern.quote(base + "/" + endpoints.getPathMapping().getOrDefault(id, id)) + BELOW);
    }

    private EndpointPaths() {
        paths = Pattern.compile("(?!)");
    }

    static EndpointPaths none() {
        return new EndpointPaths();
    }

    boolean isRead(HttpServletRequest request) {
        return (request.getMethod().equals("GET") || request.getMethod().equals("HEAD"))
                && paths.matcher(request.getRequestURI()).matches();
    }
}
