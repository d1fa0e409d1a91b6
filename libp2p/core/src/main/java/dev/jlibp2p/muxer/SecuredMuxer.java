package dev.jlibp2p.muxer;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.PublicKey;
import dev.jlibp2p.resource.ResourceScope;

/**
 * A finished link to one proven peer, as every transport delivers it.
 *
 * @param peer whom the security handshake proved
 * @param publicKey the key that proved it
 * @param security protocol in use, for example {@code /noise}
 * @param muxer protocol in use, for example {@code /yamux/1.0.0}
 * @param route how the link runs
 * @param session the streams; whoever holds this record closes it
 * @param scope the connection's resource scope, closed when the session ends
 */
public record SecuredMuxer(PeerId peer, PublicKey publicKey, String security, String muxer, Route route,
        MuxerSession session, ResourceScope scope) {}
