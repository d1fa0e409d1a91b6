package dev.jlibp2p.resource;

import dev.jlibp2p.identity.PeerId;
import java.net.InetAddress;
import java.util.function.Predicate;

/** Who is charged and not refused. */
record Favoured(Predicate<? super InetAddress> addresses, Predicate<? super PeerId> peers) {

    static final Favoured NOBODY = new Favoured(address -> false, peer -> false);
}
