/**
 * Sends back what it gets; off by default.
 * Entry type: {@link dev.jlibp2p.protocol.echo.Echo}.
 * Knows the host's interface and nothing below streams.
 */
@NullMarked
package dev.jlibp2p.protocol.echo;

import org.jspecify.annotations.NullMarked;
