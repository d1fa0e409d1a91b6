package dev.jlibp2p.protocol.identify;

import dev.jlibp2p.host.HostContext;
import dev.jlibp2p.host.HostService;
import dev.jlibp2p.identity.Identity;
import dev.jlibp2p.identity.ProtocolId;
import io.netty.util.concurrent.Ticker;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Identify: on every new connection the peer is asked who it is; what it says goes to the
 * {@link dev.jlibp2p.peerstore.PeerStore}, and {@link dev.jlibp2p.host.HostEvent.PeerIdentified} follows. Every peer that asks is
 * answered, and told when our protocols or addresses change (push).
 *
 * <p>What a peer sends is bounded to 80 KiB, 1,024 protocols and 256 addresses an exchange, and each exchange to
 * {@link #TIMEOUT}. Signed addresses are preferred and never overwritten by others. How this node's own statement is cut into
 * messages that every implementation reads: {@link OwnStatement}.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/identify/README.md">the identify specification</a>
 */
public final class Identify implements HostService {

    public static final ProtocolId PROTOCOL = ProtocolId.of("/ipfs/id/1.0.0");

    public static final ProtocolId PUSH_PROTOCOL = ProtocolId.of("/ipfs/id/push/1.0.0");

    /** Of one exchange. */
    public static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final OwnStatements statements;

    private final IdentifySettings settings;

    private final Ticker ticker;

    private volatile @Nullable IdentifySession session;

    /**
     * @param identity signs our addresses
     * @param clock numbers them, so that a restarted node is believed
     * @param ticker for ages
     */
    public Identify(Identity identity, IdentifySettings settings, Clock clock, Ticker ticker) {
        this.statements = new OwnStatements(identity, settings, clock, ticker);
        this.settings = settings;
        this.ticker = ticker;
    }

    @Override
    public void start(HostContext context) {
        IdentifySession starting = new IdentifySession(context, statements, settings.pushInterval(), ticker);
        session = starting;
        starting.start();
    }

    @Override
    public void stop() {
        IdentifySession ending = session;
        if (ending != null) {
            session = null;
            ending.stop();
        }
    }
}
