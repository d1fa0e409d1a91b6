/**
 * Text of configuration and requests as libp2p types. Entry type: {@link dev.jlibp2p.spring.convert.Libp2pConverters}.
 * Knows no node.
 */
@NullMarked
package dev.jlibp2p.spring.convert;

import org.jspecify.annotations.NullMarked;
