/**
 * The Noise security protocol: handshake XX and the encrypted records after it.
 * Entry type: {@link dev.jlibp2p.security.noise.NoiseSecurity}. Knows no transport, no muxer and not where its channel leads.
 */
@NullMarked
package dev.jlibp2p.security.noise;

import org.jspecify.annotations.NullMarked;
