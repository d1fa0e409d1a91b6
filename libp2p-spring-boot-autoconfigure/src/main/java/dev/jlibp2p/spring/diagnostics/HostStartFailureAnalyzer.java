package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.spring.HostStartException;
import java.net.BindException;
import java.util.Locale;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class HostStartFailureAnalyzer extends AbstractFailureAnalyzer<HostStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, HostStartException cause) {
        return new FailureAnalysis(cause.getMessage(), action(cause), cause);
    }

    private String action(HostStartException failure) {
        if (String.valueOf(failure.getMessage()).contains("private network")) {
            return "Give each transport a port of its own, leave out of libp2p.listen what a private network's key does not cover"
                    + " (QUIC), or leave the key out (libp2p.pnet).";
        }
        BindException bind = findCause(failure, BindException.class);
        String reason = bind == null ? "" : String.valueOf(bind.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("in use")) {
            return "Stop the process that listens on that port, or listen elsewhere, for example"
                    + " libp2p.listen=/ip4/0.0.0.0/tcp/4101 (port 0 takes any free one).";
        }
        if (reason.contains("denied")) {
            return "Listen on a port above 1023, for example libp2p.listen=/ip4/0.0.0.0/tcp/4001, or allow this process lower"
                    + " ones.";
        }
        return "Correct libp2p.listen: every address needs an interface of this machine and a transport of this node.";
    }
}
