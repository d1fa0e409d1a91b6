package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The engine of the Java runtime, not by way of Netty's own wrapper: {@link PeerTrust} must be asked about the very engine
 * that was made, and ALPN must prefer what the client prefers.
 */
final class JdkHandlers implements TlsHandlers {

    /** Seconds; beyond a week the runtime sends no session ticket, and nothing can be resumed. */
    private static final int NO_TICKETS = 7 * 24 * 60 * 60 + 1;

    private static final char[] NO_PASSWORD = {};

    private final SSLContext context;

    JdkHandlers(TlsCertificate own, PeerTrust trust, SecureRandom random) {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("libp2p", own.privateKey(), NO_PASSWORD, new Certificate[]{own.certificate()});
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("SunX509");
            keyManagers.init(keys, NO_PASSWORD);
            context = SSLContext.getInstance(VERSION);
            context.init(keyManagers.getKeyManagers(), new TrustManager[]{trust}, random);
            context.getServerSessionContext().setSessionTimeout(NO_TICKETS);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the Java runtime has no TLS 1.3: " + e.getMessage(), e);
        }
    }

    @Override
    public SslHandler make(ByteBufAllocator allocator, Role role, List<ProtocolId> muxers) {
        List<String> ours = TlsHandlers.protocols(muxers);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(role == Role.INITIATOR);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[]{VERSION});
        parameters.setApplicationProtocols(ours.toArray(String[]::new));
        if (role == Role.RESPONDER) {
            parameters.setNeedClientAuth(true);
            engine.setHandshakeApplicationProtocolSelector((asking, theirs) -> firstOf(theirs, ours));
        }
        engine.setSSLParameters(parameters);
        return new SslHandler(engine);
    }

    @Override
    public @Nullable String settled(SslHandler handler) {
        String protocol = handler.engine().getApplicationProtocol();
        return protocol == null || protocol.isEmpty() ? null : protocol;
    }

    /** What the client prefers; {@code null} when we know nothing of it, which ends the handshake with an alert. */
    private static @Nullable String firstOf(List<String> theirs, List<String> ours) {
        return theirs.stream().filter(ours::contains).findFirst().orElse(null);
    }
}
