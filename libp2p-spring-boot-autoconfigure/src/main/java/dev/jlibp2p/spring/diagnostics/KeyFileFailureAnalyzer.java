package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.spring.identity.KeyFileException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class KeyFileFailureAnalyzer extends AbstractFailureAnalyzer<KeyFileException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, KeyFileException cause) {
        return new FailureAnalysis("The node cannot use its private key: " + cause.getMessage(),
                "Give the process's user, and nobody else, the right to read the file (chmod 600), put the right file in its"
                        + " place, or name another one by libp2p.identity.key-file. A node without a file makes a new identity"
                        + " unless libp2p.identity.create-if-missing is false.",
                cause);
    }
}
