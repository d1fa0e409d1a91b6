package dev.jlibp2p.transport;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.Role;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one dial needs to know.
 *
 * @param upgrader turns raw channels into links
 * @param expectedPeer whom the peer must prove to be, or {@code null} when anybody will do
 * @param role in the handshake; the responder only in a coordinated simultaneous dial
 * @param connectTimeout for reaching the peer; the upgrade has a deadline of its own
 */
public record DialContext(Upgrader upgrader, @Nullable PeerId expectedPeer, Role role, Duration connectTimeout) {}
