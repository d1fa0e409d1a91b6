/**
 * The node as applications see it. Entry type: {@link dev.jlibp2p.host.Host}.
 * Knows no concrete transport, security, muxer or protocol.
 */
@NullMarked
package dev.jlibp2p.host;

import org.jspecify.annotations.NullMarked;
