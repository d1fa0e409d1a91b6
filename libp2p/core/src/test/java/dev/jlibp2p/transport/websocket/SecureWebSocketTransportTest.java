package dev.jlibp2p.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.testsupport.Certificates;
import dev.jlibp2p.transport.ListenContext;
import dev.jlibp2p.transport.Listener;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContract;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecureWebSocketTransportTest extends TransportContract {

    private static final Certificates ADDRESS = Certificates.of("127.0.0.1", "node.example");

    private static final Certificates OTHER = Certificates.of("127.0.0.1", "node.example");

    private static final Certificates NAME = Certificates.of("node.example");

    private final AtomicReference<SslContext> certificate = new AtomicReference<>(ADDRESS.server());

    private final AtomicReference<SslContext> trust = new AtomicReference<>(ADDRESS.client());

    private final Transport transport = new WebSocketTransport(loops, new SecureRandom(),
            WebSocketSettings.defaults().withTrust(trust::get).withCertificate(certificate::get));

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected Multiaddr anywhere() {
        return Multiaddr.of("/ip4/127.0.0.1/tcp/0/tls/ws");
    }

    @Test
    void wssIsTlsWs() throws Exception {
        Listener listener = listen(Multiaddr.of("/ip4/127.0.0.1/tcp/0/wss"));
        assertThat(listener.address().toString()).endsWith("/tls/ws");
        Multiaddr wss = Multiaddr.of("/ip4/127.0.0.1/tcp/" + port(listener) + "/wss");

        assertThat(await(dial(wss)).route().peer()).isEqualTo(listener.address());
    }

    @Test
    void whomToTrustIsAskedWhereOneMayBlock() throws Exception {
        AtomicReference<Thread> asked = new AtomicReference<>();
        Transport asking = new WebSocketTransport(loops, new SecureRandom(),
                WebSocketSettings.defaults().withTrust(() -> {
                    asked.set(Thread.currentThread());
                    return trust.get();
                }));
        Listener listener = listen(anywhere());

        assertThat(await(asking.dial(listener.address(), context()))).isNotNull();
        assertThat(asked.get()).isNotInstanceOf(FastThreadLocalThread.class);
    }

    @Test
    void aTrustThatCannotBeReadIsWhyADialFails() throws Exception {
        Transport asking = new WebSocketTransport(loops, new SecureRandom(),
                WebSocketSettings.defaults().withTrust(() -> {
                    throw new IllegalStateException("no trusted certificates");
                }));

        assertThat(failure(asking.dial(listen(anywhere()).address(), context()))).hasMessageContaining("no trusted");
    }

    @Test
    void aCertificateOfSomebodyElseIsRefused() throws Exception {
        Listener listener = listen(anywhere());
        trust.set(OTHER.client());

        assertThat(failure(dial(listener.address()))).hasMessageContaining(listener.address().toString())
                .hasMessageContaining("certificat");
    }

    @Test
    void withoutANameTheAddressIsVerified() throws Exception {
        Listener listener = listen(anywhere());
        certificate.set(NAME.server());
        trust.set(NAME.client());

        assertThat(failure(dial(listener.address()))).hasMessageContaining("127.0.0.1");
    }

    @Test
    void theNameToldIsTheOneThatIsVerified() throws Exception {
        Listener listener = listen(anywhere());
        certificate.set(NAME.server());
        trust.set(NAME.client());
        String at = "/ip4/127.0.0.1/tcp/" + port(listener);

        assertThat(await(dial(Multiaddr.of(at + "/tls/sni/node.example/ws")))).isNotNull();
        assertThat(failure(dial(Multiaddr.of(at + "/tls/sni/other.example/ws")))).hasMessageContaining("other.example");
    }

    @Test
    void aRenewedCertificateIsShownToTheNextPeer() throws Exception {
        Listener listener = listen(anywhere());
        await(dial(listener.address()));
        certificate.set(OTHER.server());
        assertThat(failure(dial(listener.address()))).isInstanceOf(IOException.class);

        trust.set(OTHER.client());
        assertThat(await(dial(listener.address()))).isNotNull();
    }

    @Test
    void withoutACertificateNothingListens() throws Exception {
        Transport bare = new WebSocketTransport(loops, new SecureRandom(), WebSocketSettings.defaults());
        Future<Listener> listening = bare.listen(anywhere(), new ListenContext(context().upgrader(), link -> {}));

        assertThat(listening.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(listening.cause()).hasMessageContaining("certificate").hasMessageContaining(anywhere().toString());
    }

    private static Throwable failure(Future<SecuredMuxer> dial) throws InterruptedException {
        assertThat(dial.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(dial.cause()).isInstanceOf(IOException.class);
        return dial.cause();
    }

    private static int port(Listener listener) {
        return listener.address().socketAddress().orElseThrow().getPort();
    }
}
