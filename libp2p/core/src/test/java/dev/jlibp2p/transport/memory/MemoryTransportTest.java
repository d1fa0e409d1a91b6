package dev.jlibp2p.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jlibp2p.identity.Role;
import dev.jlibp2p.multiformats.Multiaddr;
import dev.jlibp2p.muxer.SecuredMuxer;
import dev.jlibp2p.transport.DialContext;
import dev.jlibp2p.transport.Transport;
import dev.jlibp2p.transport.TransportContract;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MemoryTransportTest extends TransportContract {

    private final List<Multiaddr> asked = new CopyOnWriteArrayList<>();

    private final Transport transport = new MemoryTransport(loops.memory(), this::links);

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected Multiaddr anywhere() {
        return Multiaddr.of("/memory/0");
    }

    @Test
    void theWayOfALinkCanLeadElsewhereAndItsRouteStaysWhatWasDialled() throws Exception {
        Multiaddr real = listen(anywhere()).address();
        Multiaddr alias = Multiaddr.of("/memory/" + Long.MAX_VALUE);
        Transport detour = new MemoryTransport(loops.memory(),
                (bootstrap, address, context) -> links(bootstrap, real, context));
        SecuredMuxer link = await(detour.dial(alias, context()));

        assertThat(link.route().role()).isEqualTo(Role.INITIATOR);
        assertThat(link.route().peer()).isEqualTo(alias);
        assertThat(asked).containsExactly(real);
    }

    private ChannelFuture links(Bootstrap bootstrap, Multiaddr address,
            DialContext context) {
        asked.add(address);
        return MemoryLinks.STRAIGHT.connect(bootstrap, address, context);
    }
}
