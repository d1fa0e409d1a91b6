package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.spring.DataDirectoryException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class DataDirectoryFailureAnalyzer extends AbstractFailureAnalyzer<DataDirectoryException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DataDirectoryException cause) {
        return new FailureAnalysis("The node cannot use its data directory: " + cause.getMessage(),
                "Stop the other node, make the directory writable for this process, or set libp2p.data-dir to a directory"
                        + " of this node's own.",
                cause);
    }
}
