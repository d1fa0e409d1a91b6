package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.spring.discovery.BootstrapException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class BootstrapFailureAnalyzer extends AbstractFailureAnalyzer<BootstrapException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BootstrapException cause) {
        return new FailureAnalysis("libp2p.startup.policy is 'fail-fast', and " + cause.getMessage(),
                "Start one of these peers, correct libp2p.discovery.bootstrap.peers, raise libp2p.startup.timeout, or set"
                        + " libp2p.startup.policy=continue to start without a peer.",
                cause);
    }
}
