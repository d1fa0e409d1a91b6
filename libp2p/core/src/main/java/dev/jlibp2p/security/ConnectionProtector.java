package dev.jlibp2p.security;

import io.netty.channel.Channel;

/**
 * Closes a node off from all who do not have what it has: all bytes of every connection go through it, before any negotiation.
 * It proves no peer. See the
 * <a href="https://github.com/libp2p/specs/blob/master/pnet/Private-Networks-PSK-V1.md">private networks specification</a>.
 */
public interface ConnectionProtector {

    /**
     * Puts its handlers at the end of the pipeline of {@code channel}, which is connected and has auto-read off, and on which
     * nothing has been written. Called on its event loop.
     */
    void protect(Channel channel);

    /** What tells two protectors apart without telling their secret, fit for a log. */
    String fingerprint();
}
