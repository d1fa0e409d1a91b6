/**
 * Everything a peer can send, thrown at each decoder by Jazzer.
 * Entry types: {@link dev.jlibp2p.fuzz.FuzzTarget} lists what is attacked, {@link dev.jlibp2p.fuzz.FuzzIT} does it.
 * A target knows the public face of what it attacks, and which failures are honest answers.
 */
@NullMarked
package dev.jlibp2p.fuzz;

import org.jspecify.annotations.NullMarked;
