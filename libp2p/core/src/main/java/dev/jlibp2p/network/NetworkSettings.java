package dev.jlibp2p.network;

import dev.jlibp2p.gate.ConnectionGater;
import dev.jlibp2p.identity.PeerId;
import dev.jlibp2p.muxer.StreamMuxer;
import dev.jlibp2p.peerstore.PeerStore;
import dev.jlibp2p.resource.ResourceManager;
import dev.jlibp2p.security.ConnectionProtector;
import dev.jlibp2p.security.SecurityUpgrade;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a network is made of.
 *
 * @param self who we are
 * @param securities in order of preference
 * @param muxers in order of preference
 * @param protector keeps the node within a private network; {@code null} for one that anybody may connect to
 * @param upgradeTimeout one deadline for a whole upgrade
 * @param negotiationTimeout how long the protocol of one stream may take to be settled
 * @param dials how peers are dialled
 * @param duplicateGrace how long an unused second connection to a peer may stay
 * @param clock for {@code openedAt} only
 * @param ticker for ages
 */
public record NetworkSettings(PeerId self, List<SecurityUpgrade> securities, List<StreamMuxer> muxers,
        @Nullable ConnectionProtector protector, ResourceManager resources, ConnectionGater gater, PeerStore peerStore,
        StreamHandlers handlers,
        Duration upgradeTimeout, Duration negotiationTimeout, DialSettings dials, Duration duplicateGrace, Clock clock,
        Ticker ticker) {

    /** How long reaching one address may take, before its upgrade. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    public NetworkSettings {
        securities = List.copyOf(securities);
        muxers = List.copyOf(muxers);
        if (securities.isEmpty() || muxers.isEmpty()) {
            throw new IllegalArgumentException("a network needs a security and a muxer (given: " + securities.size()
                    + " and " + muxers.size() + ")");
        }
    }
}
