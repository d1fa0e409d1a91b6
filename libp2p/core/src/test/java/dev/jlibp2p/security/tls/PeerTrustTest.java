package dev.jlibp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

class PeerTrustTest {

    private final PeerTrust trust = new PeerTrust(Clock.systemUTC());

    @Test
    void keepsNoEngineThoughItsProofLeadsToIt() throws NoSuchAlgorithmException {
        WeakReference<SSLEngine> engine = abandoned();
        for (int tries = 0; tries < 100 && engine.get() != null; tries++) {
            System.gc();
        }
        assertThat(engine.get()).isNull();
    }

    private WeakReference<SSLEngine> abandoned() throws NoSuchAlgorithmException {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        List<Object> seen = new ArrayList<>(List.of(engine));
        trust.expect(engine, null).onRefusal(seen::add);
        return new WeakReference<>(engine);
    }
}
