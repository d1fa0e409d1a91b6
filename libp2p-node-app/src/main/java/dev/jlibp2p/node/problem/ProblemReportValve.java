package dev.jlibp2p.node.problem;

import java.io.IOException;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** Gives the form of a problem also to what fails before Spring sees it, such as bytes that are no HTTP. */
public final class ProblemReportValve extends ErrorReportValve {

    private static final int FIRST_ERROR = 400;

    @Override
    protected void report(Request request, Response response, @Nullable Throwable throwable) {
        if (response.getStatus() < FIRST_ERROR || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setCharacterEncoding("utf-8");
            Writer writer = response.getReporter();
            // Null once the answer has begun to leave.
            if (writer != null) {
                writer.write(JsonMapper.shared().writeValueAsString(problem(response.getStatus())));
                response.finishResponse();
            }
        } catch (IOException e) {
            container.getLogger().debug("the client went away before it was told", e);
        }
    }

    /** Quotes nothing of the request, which need not be one. */
    private static Map<String, Object> problem(int status) {
        ProblemCode code = ProblemCode.of(HttpStatusCode.valueOf(status));
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", code.type());
        problem.put("title", code.title());
        problem.put("status", status);
        problem.put("detail",
                "the request cannot be served: it is no HTTP that this node reads, or larger than it may be");
        problem.put("instance", "/");
        problem.put("code", code.text());
        problem.put("errors", List.of());
        return problem;
    }
}
