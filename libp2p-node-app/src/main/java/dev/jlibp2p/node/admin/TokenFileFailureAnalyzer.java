package dev.jlibp2p.node.admin;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class TokenFileFailureAnalyzer extends AbstractFailureAnalyzer<TokenFileException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, TokenFileException cause) {
        return new FailureAnalysis("libp2p.admin.security is 'token', but the " + cause.getMessage() + ".",
                "Give the process's user, and nobody else, the right to read the file (chmod 600, or defaultMode: 0400 for a"
                        + " Kubernetes secret), name another one by libp2p.admin.token-file, or remove it: a node without the"
                        + " file makes a new token.",
                cause);
    }
}
