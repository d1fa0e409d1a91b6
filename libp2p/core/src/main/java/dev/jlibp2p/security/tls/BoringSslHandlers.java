package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** BoringSSL, with one native context for each role and list of muxers; a node has one such list. */
final class BoringSslHandlers implements TlsHandlers {

    /** Four full records at a time: fewer crossings into native code, and buffers that still come from the pool. */
    private static final int WRAP_BYTES = 64 << 10;

    private final TlsCertificate own;

    private final PeerTrust trust;

    private final RandomGenerator random;

    private final Map<Key, SslContext> contexts = new ConcurrentHashMap<>();

    BoringSslHandlers(TlsCertificate own, PeerTrust trust, RandomGenerator random) {
        this.own = own;
        this.trust = trust;
        this.random = random;
        // The first contexts load a second's worth of classes and native code, which an event loop has no time for.
        for (Role role : Role.values()) {
            contexts.computeIfAbsent(new Key(role, TlsHandlers.protocols(List.of())), this::context);
        }
    }

    @Override
    public SslHandler make(ByteBufAllocator allocator, Role role, List<ProtocolId> muxers) {
        SslContext context = contexts.computeIfAbsent(new Key(role, TlsHandlers.protocols(muxers)), this::context);
        if (role == Role.RESPONDER && context.sessionContext() instanceof OpenSslSessionContext sessions) {
            forgetTickets(sessions);
        }
        SslHandler handler = context.newHandler(allocator);
        handler.setWrapDataSize(WRAP_BYTES);
        return handler;
    }

    @Override
    public @Nullable String settled(SslHandler handler) {
        return handler.applicationProtocol();
    }

    /**
     * A resumed handshake shows us no certificate, so none may be resumed; the library sends tickets all the same, and rust
     * offers them at its next dial. Under a new key every older one is worth nothing.
     */
    private void forgetTickets(OpenSslSessionContext sessions) {
        byte[] key = new byte[OpenSslSessionTicketKey.TICKET_KEY_SIZE];
        random.nextBytes(key);
        int hmac = OpenSslSessionTicketKey.NAME_SIZE;
        int aes = hmac + OpenSslSessionTicketKey.HMAC_KEY_SIZE;
        sessions.setTicketKeys(new OpenSslSessionTicketKey(Arrays.copyOf(key, hmac),
                Arrays.copyOfRange(key, hmac, aes), Arrays.copyOfRange(key, aes, key.length)));
    }

    private SslContext context(Key key) {
        SslContextBuilder builder = key.role() == Role.INITIATOR
                ? SslContextBuilder.forClient().keyManager(own.privateKey(), own.certificate())
                : SslContextBuilder.forServer(own.privateKey(), own.certificate()).clientAuth(ClientAuth.REQUIRE);
        try {
            SslContext context = builder.sslProvider(SslProvider.OPENSSL)
                    .protocols(VERSION)
                    .trustManager(trust)
                    .endpointIdentificationAlgorithm(null)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT,
                            key.protocols()))
                    .build();
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
                sessions.setSessionCacheEnabled(false);
            }
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("BoringSSL does not take a certificate of ours: " + e.getMessage(), e);
        }
    }

    private record Key(Role role, List<String> protocols) {}
}
