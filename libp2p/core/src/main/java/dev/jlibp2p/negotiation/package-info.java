/**
 * Settling which protocol a channel or stream speaks: multistream-select 1.0.
 * Entry type: {@link dev.jlibp2p.negotiation.Negotiation}. Knows no muxer, no security and nothing of what it negotiates.
 */
@NullMarked
package dev.jlibp2p.negotiation;

import org.jspecify.annotations.NullMarked;
