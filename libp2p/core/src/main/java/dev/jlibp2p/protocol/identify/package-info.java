/**
 * Identify and identify push: peers tell each other who they are, what they speak and where they are.
 * Entry type: {@link dev.jlibp2p.protocol.identify.Identify}. Knows no transport, security or muxer.
 */
@NullMarked
package dev.jlibp2p.protocol.identify;

import org.jspecify.annotations.NullMarked;
