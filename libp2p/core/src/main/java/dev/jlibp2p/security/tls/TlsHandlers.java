package dev.jlibp2p.security.tls;

import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes Netty's TLS handlers for one node: TLS 1.3 alone, a certificate asked of both ends, no server name, no session that
 * could be resumed. Thread-safe.
 */
interface TlsHandlers {

    /** The one version. */
    String VERSION = "TLSv1.3";

    /** What is settled by ALPN when the muxer is not; the last of every list. */
    String NO_EARLY_MUXER = "libp2p";

    /** A handler for one connection, whose engine has not begun its handshake. */
    SslHandler make(ByteBufAllocator allocator, Role role, List<ProtocolId> muxers);

    /** What ALPN settled, once the handshake is done, or {@code null} when it settled nothing. */
    @Nullable
    String settled(SslHandler handler);

    /** The list for ALPN. */
    static List<String> protocols(List<ProtocolId> muxers) {
        return Stream.concat(muxers.stream().map(ProtocolId::toString), Stream.of(NO_EARLY_MUXER)).toList();
    }
}
