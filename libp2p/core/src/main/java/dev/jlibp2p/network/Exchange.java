package dev.jlibp2p.network;

import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.identity.ProtocolId;
import java.time.Duration;

/**
 * One question to a peer and its answer, by a protocol the node speaks of itself, such as identify or ping.
 *
 * @param elapsed until the answer, or until it failed
 */
public record Exchange(PeerId peer, ProtocolId protocol, Duration elapsed, Outcome outcome) {}
