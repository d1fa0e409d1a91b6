package dev.jlibp2p.spring.diagnostics;

import dev.jlibp2p.security.pnet.PrivateNetworkRequiredException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class PrivateNetworkRequiredFailureAnalyzer extends AbstractFailureAnalyzer<PrivateNetworkRequiredException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PrivateNetworkRequiredException cause) {
        return new FailureAnalysis(PrivateNetworkRequiredException.VARIABLE
                + "=1 in the environment allows nodes of private networks only, and this one has no key.",
                "Set libp2p.pnet.key-file to the swarm.key file of the private network, or unset "
                        + PrivateNetworkRequiredException.VARIABLE + ".",
                cause);
    }
}
