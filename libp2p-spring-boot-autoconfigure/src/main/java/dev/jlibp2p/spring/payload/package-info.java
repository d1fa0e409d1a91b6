/**
 * Objects as bytes and back, by Spring's message converters. Entry type: {@link dev.jlibp2p.spring.payload.PayloadConverters}.
 * Knows no stream and no peer.
 */
@NullMarked
package dev.jlibp2p.spring.payload;

import org.jspecify.annotations.NullMarked;
