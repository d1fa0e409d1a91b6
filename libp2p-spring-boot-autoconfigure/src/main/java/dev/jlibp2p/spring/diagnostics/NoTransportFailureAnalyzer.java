package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.spring.NoTransportException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class NoTransportFailureAnalyzer extends AbstractFailureAnalyzer<NoTransportException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NoTransportException cause) {
        return new FailureAnalysis(cause.getMessage() + ".",
                "Leave libp2p.transports.tcp.enabled or libp2p.transports.websocket.enabled at true, set"
                        + " libp2p.transports.memory.enabled=true for a node that stays within its process, or switch the"
                        + " whole node off by libp2p.enabled=false.",
                cause);
    }
}
