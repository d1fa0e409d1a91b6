package dev.jlibp2p.node.admin;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class UnsafeAddressFailureAnalyzer extends AbstractFailureAnalyzer<UnsafeAddressException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, UnsafeAddressException cause) {
        return new FailureAnalysis("The management interface would listen on " + cause.address()
                + " (server.address), where everybody who reaches it could manage this node: libp2p.admin.security is 'none'.",
                "Set server.address to 127.0.0.1 (the default) or ::1, or libp2p.admin.security to 'token'."
                        + " To manage the node from elsewhere, forward the port,"
                        + " for example with 'ssh -L 8080:127.0.0.1:8080' or 'kubectl port-forward'.",
                cause);
    }
}
