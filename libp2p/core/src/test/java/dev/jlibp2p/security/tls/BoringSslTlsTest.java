package dev.jlibp2p.security.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityUpgrade;
import dev.jlibp2p.testsupport.PullChannel;
import dev.jlibp2p.testsupport.Wire;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Clock;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

class BoringSslTlsTest extends TlsContract {
    BoringSslTlsTest() {
        super(TlsLibrary.BORINGSSL);
    }

    /** As rust-libp2p does at every dial but its first. */
    @Test
    void aPeerThatOffersItsLastSessionIsProvenAnew() throws SSLException {
        SecurityUpgrade accepting = upgrade(listener);
        SslContext keeping = keepingSessions();
        for (int dial = 0; dial < 3; dial++) {
            PullChannel left = new PullChannel();
            PullChannel right = new PullChannel();
            left.config().setAutoRead(true);
            // Sessions are kept by host and port.
            left.pipeline().addLast(keeping.newHandler(left.alloc(), "localhost", 4001));
            Future<SecuredChannel> accepted = accepting.secure(right, context(Role.RESPONDER, null));
            Wire wire = new Wire(left, right);
            wire.run();
            assertThat(ClientHello.extensions(wire.leftToRight()).contains(ClientHello.PRE_SHARED_KEY))
                    .as("offers a session")
                    .isEqualTo(dial > 0);
            assertThat(accepted.getNow().peer()).isEqualTo(dialler.peerId());
            // What the session is kept by goes out with the first bytes.
            right.writeAndFlush(text("hello"));
            wire.run();
            left.finishAndReleaseAll();
            right.finishAndReleaseAll();
        }
        ReferenceCountUtil.release(keeping);
    }

    private SslContext keepingSessions() throws SSLException {
        TlsCertificate own = TlsCertificate.generate(dialler, new SecureRandom(), Clock.systemUTC().instant());
        SslContext keeping = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3")
                .keyManager(own.privateKey(), own.certificate())
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(null)
                .applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, TlsHandlers.NO_EARLY_MUXER))
                .build();
        ((OpenSslSessionContext) keeping.sessionContext()).setSessionCacheEnabled(true);
        return keeping;
    }
}
