package dev.jlibp2p.transport;

import dev.jlibp2p.identity.Identity;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * What a transport is made of: the parts of the node that one may need.
 *
 * @param loops of this start of the node; they end after the transport is no longer used
 * @param identity who the node is, for transports that prove it themselves
 * @param ticker for ages and timers
 * @param clock for signed validity only
 * @param random for keys, tokens and identifiers
 */
public record TransportContext(EventLoops loops, Identity identity, Ticker ticker, Clock clock, SecureRandom random) {}
