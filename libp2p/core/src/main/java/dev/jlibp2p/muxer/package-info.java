/**
 * Many streams on one secured channel. Entry type: {@link dev.jlibp2p.muxer.StreamMuxer}; every muxer of ours builds its
 * streams on {@link dev.jlibp2p.muxer.AbstractStreamChannel}. Knows nothing of protocols spoken on the streams.
 */
@NullMarked
package dev.jlibp2p.muxer;

import org.jspecify.annotations.NullMarked;
