package dev.jlibp2p.security;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import dev.jlibp2p.identity.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one handshake needs to know.
 *
 * @param role who starts
 * @param expectedPeer whom the peer must prove to be, or {@code null} when anybody will do
 * @param muxers ours in order of preference, for handshakes that settle the muxer on the way; may be empty
 * @param prologue bound into the handshake by protocols that can; usually empty
 */
@SuppressWarnings("ArrayRecordComponent")
public record SecurityContext(Role role, @Nullable PeerId expectedPeer, List<ProtocolId> muxers, byte[] prologue) {

    public SecurityContext {
        muxers = List.copyOf(muxers);
        prologue = prologue.clone();
    }

    @Override
    public byte[] prologue() {
        return prologue.clone();
    }
}
