/**
 * The yamux multiplexer. Entry type: {@link dev.jlibp2p.muxer.yamux.YamuxMuxer}; the model for muxers of ours.
 * Knows nothing of security below and of protocols above.
 */
@NullMarked
package dev.jlibp2p.muxer.yamux;

import org.jspecify.annotations.NullMarked;
