/**
 * The historic mplex multiplexer, for peers that have nothing better. Entry type:
 * {@link dev.jlibp2p.muxer.mplex.MplexMuxer}. Knows nothing of security below and of protocols above.
 */
@NullMarked
package dev.jlibp2p.muxer.mplex;

import org.jspecify.annotations.NullMarked;
