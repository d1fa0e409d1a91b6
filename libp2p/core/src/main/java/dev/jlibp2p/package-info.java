/**
 * The map of the house: the builder of a node, and what this build of the library is.
 * Entry type: {@link dev.jlibp2p.Libp2p}.
 * It must not know Spring, nor any module that builds on this one.
 */
@NullMarked
package dev.jlibp2p;

import org.jspecify.annotations.NullMarked;
