/**
 * The matrix: our host against peers on the real go-libp2p, rust-libp2p and js-libp2p.
 * It must not know anything of core that an application could not use.
 */
@NullMarked
package dev.jlibp2p.interop;

import org.jspecify.annotations.NullMarked;
