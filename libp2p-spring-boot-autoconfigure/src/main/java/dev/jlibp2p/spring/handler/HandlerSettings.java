package dev.jlibp2p.spring.handler;

import dev.jlibp2p.identity.ProtocolId;
import java.time.Duration;
import java.util.List;

/**
 * The attributes of a {@link Libp2pStreamHandler}, resolved.
 *
 * @param timeout zero for no limit
 */
record HandlerSettings(List<ProtocolId> protocols, int maxMessageSize, Duration timeout, int maxConcurrent,
        int maxConcurrentPerPeer) {}
