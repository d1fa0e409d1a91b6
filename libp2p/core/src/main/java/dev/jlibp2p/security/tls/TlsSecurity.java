package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.security.SecuredChannel;
import dev.jlibp2p.security.SecurityContext;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.3 as libp2p speaks it: identities proven by certificates, the muxer settled by ALPN. Thread-safe; one instance serves
 * all connections of a node, with one certificate that lives as long as the instance and is signed once.
 *
 * <p>The handshake runs on the connection's event loop. A record that fails authentication ends the channel, at the latest
 * when the next bytes arrive, and nothing is delivered any more: {@code exceptionCaught} with an {@link java.io.IOException},
 * then close. The peer's {@code close_notify} arrives as
 * {@link io.netty.channel.socket.ChannelInputShutdownEvent} behind what came before it, then the channel is closed.
 *
 * <p>A client of TLS 1.3 is done before the server has judged its certificate. When the server refuses it, the handshake here
 * has succeeded; the next thing that happens is an {@code exceptionCaught} with a
 * {@link dev.jlibp2p.security.HandshakeException} that says so.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/tls/tls.md">libp2p TLS</a>
 * @see <a href="https://github.com/libp2p/specs/blob/master/connections/inlined-muxer-negotiation.md">libp2p inlined muxer
 *     negotiation</a>
 */
public final class TlsSecurity implements SecurityUpgrade {

    private static final ProtocolId PROTOCOL = ProtocolId.of("/tls/1.0.0");

    private static final Logger log = LoggerFactory.getLogger(TlsSecurity.class);

    private final PeerTrust trust;

    private final TlsHandlers handlers;

    /** With the best library of this machine, its own chance, and the clock of the machine's. */
    public TlsSecurity(Identity identity, Clock clock) {
        this(identity, TlsLibrary.best(), new SecureRandom(), clock);
    }

    /**
     * Makes the certificate, once. May load native code: not on an event loop.
     *
     * @param identity whom the peers get proven
     * @param library who speaks TLS; must be available
     * @param random for the certificate's key and what must not be guessed
     * @param clock the wall clock, for the validity of certificates
     */
    public TlsSecurity(Identity identity, TlsLibrary library, SecureRandom random, Clock clock) {
        if (!library.available()) {
            throw new IllegalStateException(
                    library + " does not run here; add io.netty:netty-tcnative-boringssl-static "
                            + "with the classifier of this machine, or choose " + TlsLibrary.JDK);
        }
        if (library == TlsLibrary.JDK) {
            log.warn("TLS runs on the Java runtime: at half the speed, and without rust-libp2p and js-libp2p, whose "
                    + "certificates it does not read; add io.netty:netty-tcnative-boringssl-static");
        }
        TlsCertificate own = TlsCertificate.generate(identity, random, clock.instant());
        this.trust = new PeerTrust(clock);
        this.handlers = library == TlsLibrary.BORINGSSL
                ? new BoringSslHandlers(own, trust, random)
                : new JdkHandlers(own, trust, random);
    }

    @Override
    public ProtocolId protocol() {
        return PROTOCOL;
    }

    @Override
    public Future<SecuredChannel> secure(Channel channel, SecurityContext context) {
        Promise<SecuredChannel> promise = channel.eventLoop().newPromise();
        SslHandler records = handlers.make(channel.alloc(), context.role(), context.muxers());
        records.setHandshakeTimeoutMillis(0);
        records.setCloseNotifyFlushTimeoutMillis(TlsHandshaker.FAREWELL_MILLIS);
        PeerProof proof = trust.expect(records.engine(), context.expectedPeer());
        TlsHandshake handshake = new TlsHandshake(context, proof, () -> handlers.settled(records));
        TlsHandshaker handshaker = new TlsHandshaker(handshake, promise);
        channel.pipeline().addLast(handshaker);
        ChannelHandlerContext ctx = channel.pipeline().context(handshaker);
        // It begins as it is added, and may be over at once where the peer's answer is there without waiting.
        channel.pipeline().addBefore(ctx.name(), null, records);
        handshaker.begin(ctx);
        return promise;
    }
}
