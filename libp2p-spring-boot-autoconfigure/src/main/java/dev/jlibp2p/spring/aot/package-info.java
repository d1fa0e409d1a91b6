/**
 * What ahead-of-time processing cannot see by itself. Entry type: {@link dev.jlibp2p.spring.aot.Libp2pRuntimeHints}.
 * Knows no bean.
 */
@NullMarked
package dev.jlibp2p.spring.aot;

import org.jspecify.annotations.NullMarked;
