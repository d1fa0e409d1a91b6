package dev.jlibp2p.security;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.PublicKey;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a handshake.
 *
 * @param channel the same channel, now encrypting
 * @param peer whom the handshake proved
 * @param publicKey the peer's key
 * @param muxer settled during the handshake, or {@code null} when it has to be negotiated
 */
public record SecuredChannel(Channel channel, PeerId peer, PublicKey publicKey, @Nullable ProtocolId muxer) {}
