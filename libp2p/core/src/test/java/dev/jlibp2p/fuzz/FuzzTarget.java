package dev.jlibp2p.fuzz;

import dev.jlibp2p.security.noise.NoiseFuzz;
import dev.jlibp2p.security.pnet.SwarmKeyFuzz;
import dev.jlibp2p.security.tls.TlsCertificateFuzz;
import dev.jlibp2p.transport.websocket.WebSocketFuzz;
import java.util.List;

/**
 * One thing that decodes a peer's bytes. An honest refusal is caught by the target; any other exception, endless loop or
 * exhausted memory is a finding.
 *
 * @param type the class Jazzer starts from: {@code public static void fuzzerTestOneInput(byte[])}
 * @param input the same method, for the tests that replay
 * @param seeds valid inputs to start from
 */
record FuzzTarget(Class<?> type, Input input, List<byte[]> seeds) {
    static final List<FuzzTarget> ALL = List.of(
            new FuzzTarget(VarintFuzz.class, VarintFuzz::fuzzerTestOneInput, VarintFuzz.seeds()),
            new FuzzTarget(MultiaddrFuzz.class, MultiaddrFuzz::fuzzerTestOneInput, MultiaddrFuzz.seeds()),
            new FuzzTarget(CidFuzz.class, CidFuzz::fuzzerTestOneInput, CidFuzz.seeds()),
            new FuzzTarget(KeyFuzz.class, KeyFuzz::fuzzerTestOneInput, KeyFuzz.seeds()),
            new FuzzTarget(EnvelopeFuzz.class, EnvelopeFuzz::fuzzerTestOneInput, EnvelopeFuzz.seeds()),
            new FuzzTarget(IdentityFuzz.class, IdentityFuzz::fuzzerTestOneInput, IdentityFuzz.seeds()),
            new FuzzTarget(IdentifyFuzz.class, IdentifyFuzz::fuzzerTestOneInput, IdentifyFuzz.seeds()),
            new FuzzTarget(NegotiationFuzz.class, NegotiationFuzz::fuzzerTestOneInput, NegotiationFuzz.seeds()),
            new FuzzTarget(NoiseFuzz.class, NoiseFuzz::fuzzerTestOneInput, NoiseFuzz.seeds()),
            new FuzzTarget(TlsCertificateFuzz.class, TlsCertificateFuzz::fuzzerTestOneInput,
                    TlsCertificateFuzz.seeds()),
            new FuzzTarget(DnsaddrFuzz.class, DnsaddrFuzz::fuzzerTestOneInput, DnsaddrFuzz.seeds()),
            new FuzzTarget(WebSocketFuzz.class, WebSocketFuzz::fuzzerTestOneInput, WebSocketFuzz.seeds()),
            new FuzzTarget(SwarmKeyFuzz.class, SwarmKeyFuzz::fuzzerTestOneInput, SwarmKeyFuzz.seeds()),
            new FuzzTarget(MplexFuzz.class, MplexFuzz::fuzzerTestOneInput, MplexFuzz.seeds()),
            new FuzzTarget(YamuxFuzz.class, YamuxFuzz::fuzzerTestOneInput, YamuxFuzz.seeds()));

    /** One attack. */
    interface Input {
        void run(byte[] input) throws Exception;
    }

    String name() {
        return type.getSimpleName();
    }
}
