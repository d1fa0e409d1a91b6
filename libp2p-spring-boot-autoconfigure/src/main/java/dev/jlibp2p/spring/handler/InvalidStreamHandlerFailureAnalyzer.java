package dev.jlibp2p.spring.handler;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class InvalidStreamHandlerFailureAnalyzer extends AbstractFailureAnalyzer<InvalidStreamHandlerException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidStreamHandlerException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.remedy(), cause);
    }
}
